package dev.millrace.streams.verification;

import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.streams.writer.SqlFaults;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Asks for new lists of recommendations, by a row of the application's tables for each person. */
public final class ListRefresh {

    private ListRefresh() {}

    /**
     * Asks for the list of everybody who is not deleted, in one transaction: all become as of its
     * commit. They are there when the store is as of a later position of the log.
     *
     * @param database seen by a role that may call {@code learning.refresh_recommendations}
     * @return for how many people
     * @throws PipelineException when the database cannot be reached or refuses
     */
    public static long ask(DatabaseSettings database) {
        try (Connection connection = OneMoment.connect(database);
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select learning.refresh_recommendations()")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new PipelineException(
                    SqlFaults.kindUnrepeated(e),
                    "recommendations cannot be asked for in %s as %s: %s"
                            .formatted(database.jdbcUrl(), database.user(), e.getMessage()),
                    e);
        }
    }
}
