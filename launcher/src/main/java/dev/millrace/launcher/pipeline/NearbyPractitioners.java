package dev.millrace.launcher.pipeline;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.search.query.SearchRequest.Distances;
import dev.millrace.search.query.SearchRequest.Near;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Asks the database which practitioners are near a place: no index holds their places. */
public final class NearbyPractitioners {

    private NearbyPractitioners() {}

    /**
     * Those in the circle, with their distance in steps of 5 kilometres begun, up to 8 kilometres
     * off.
     *
     * @param database seen by a role that may call {@code derived.practitioners_near}
     * @throws PipelineException {@link ErrorKind#SERVER_UNREACHABLE} when the database does not
     *     answer
     */
    public static Distances in(DatabaseSettings database, Near circle) {
        try (Connection connection =
                        DriverManager.getConnection(
                                database.jdbcUrl(), database.user(), database.password().reveal());
                PreparedStatement query =
                        connection.prepareStatement(
                                "select practitioner_id, distance_kilometres"
                                        + " from derived.practitioners_near(?, ?, ?)")) {
            query.setBigDecimal(1, BigDecimal.valueOf(circle.latitude()));
            query.setBigDecimal(2, BigDecimal.valueOf(circle.longitude()));
            query.setDouble(3, circle.kilometres());
            Map<UUID, Integer> kilometres = new HashMap<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    kilometres.put(row.getObject(1, UUID.class), row.getInt(2));
                }
            }
            return new Distances(kilometres);
        } catch (SQLException e) {
            throw new PipelineException(
                    ErrorKind.SERVER_UNREACHABLE,
                    "the database does not say which practitioners are near: " + e.getMessage(),
                    e);
        }
    }
}
