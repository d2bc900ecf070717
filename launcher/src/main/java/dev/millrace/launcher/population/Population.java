package dev.millrace.launcher.population;

import dev.millrace.launcher.rows.Rows;
import dev.millrace.launcher.rows.SqlStates;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills an application database with a believable population, in one transaction: it is there as a
 * whole or not at all. A marker in {@code ops.app_settings} says that it is there.
 */
public final class Population {

    /** Key of the marker; its value holds the seed and the scale. */
    public static final String MARKER = "demo.population";

    private static final Logger LOG = LoggerFactory.getLogger(Population.class);

    private Population() {}

    /**
     * Loads the population unless the database has one, of whatever seed.
     *
     * @param dataSource writes to the application's tables and to {@code analytics.ai_models} and
     *     {@code ops.app_settings}; quickest with the driver's {@code reWriteBatchedInserts}
     * @param clock all times of the rows lie before its instant, at most two years
     * @throws PipelineException {@link ErrorKind#SERVER_MISCONFIGURED} when the database refuses
     *     the rows, {@link ErrorKind#SERVER_UNREACHABLE} when it goes away; nothing is kept then
     */
    public static PopulationResult load(
            DataSource dataSource, PopulationSettings settings, Clock clock) {
        long started = System.nanoTime();
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Map<String, Integer> rows = Map.of();
                boolean alreadyThere = !mark(connection, settings);
                if (!alreadyThere) {
                    rows = write(connection, settings, clock);
                }
                connection.commit();
                PopulationResult result =
                        new PopulationResult(
                                alreadyThere, rows, Duration.ofNanos(System.nanoTime() - started));
                LOG.atInfo()
                        .addKeyValue("seed", settings.seed())
                        .addKeyValue("rows", result.total())
                        .addKeyValue("alreadyThere", alreadyThere)
                        .addKeyValue("ms", result.took().toMillis())
                        .log("Population loaded");
                return result;
            } catch (SQLException e) {
                rollBack(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            throw SqlStates.failure(
                    "the population could not be loaded, nothing of it was kept", e);
        }
    }

    /** A connection that is gone has nothing to roll back, and must not hide why it went. */
    private static void rollBack(Connection connection, SQLException failure) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    /** False when the marker is there; a load going on elsewhere is waited for. */
    private static boolean mark(Connection connection, PopulationSettings settings)
            throws SQLException {
        return Rows.write(
                        connection,
                        """
                        insert into ops.app_settings (key, value, description, data_type)
                        values (?, ?, 'Seed and scale of the demo population', 'json')
                        on conflict (key) do nothing
                        """,
                        MARKER,
                        "{\"seed\":%d,\"scale\":%s}".formatted(settings.seed(), settings.scale()))
                == 1;
    }

    private static Map<String, Integer> write(
            Connection connection, PopulationSettings settings, Clock clock) throws SQLException {
        PopulationPlan plan =
                PopulationPlan.of(settings, clock.instant().truncatedTo(ChronoUnit.SECONDS));
        TableLoad load = new TableLoad(connection);
        PeopleLoad.write(load, plan.people());
        LearningLoad.write(load, plan);
        StudyLoad.write(load, plan);
        ProjectLoad.writeMatchingModel(connection, plan);
        ProjectLoad.write(load, plan.projects());
        PracticeLoad.write(load, plan);
        return load.rows();
    }
}
