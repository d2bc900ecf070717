package dev.millrace.launcher.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.launcher.population.Population;
import dev.millrace.launcher.population.PopulationSettings;
import dev.millrace.launcher.testing.ApplicationDatabase;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrafficIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private ApplicationDatabase database;

    @BeforeEach
    void populate() throws SQLException {
        database = ApplicationDatabase.fresh();
        Population.load(database.application(), new PopulationSettings(3, 0.3), Clock.systemUTC());
    }

    @AfterEach
    void drop() throws SQLException {
        database.close();
    }

    @Test
    void everyKindIsPlayedWithoutAFailure() throws SQLException {
        try (Traffic traffic =
                Traffic.start(database.application(), new TrafficSettings(17, 2_000, 4))) {
            await().atMost(PATIENCE)
                    .until(() -> traffic.status().perKind().values().stream().allMatch(n -> n > 1));

            TrafficStatus status = traffic.stop();

            assertThat(status.failuresByState()).as("%s", status.lastFailure()).isEmpty();
            assertThat(status.failures()).isZero();
            assertThat(status.disconnects()).isZero();
            assertThat(status.rolledBack()).isPositive();
            assertThat(status.conflicts()).isLessThan(status.committed() / 20);
            assertThat(status.committed())
                    .isEqualTo(status.perKind().values().stream().mapToLong(Long::longValue).sum());
        }
        assertThat(
                        database.count(
                                "select count(*) from oracle.payment_state"
                                        + " where refunded_amount_cents > amount_cents"))
                .isZero();
        assertThat(
                        database.count(
                                "select count(*) from oracle.payment_state s"
                                        + " join billing.payments p on p.id = s.payment_id"
                                        + " where p.status::text <> s.effective_status"))
                .isZero();
    }

    @Test
    void theChosenRateIsKept() {
        try (Traffic traffic =
                Traffic.start(database.application(), new TrafficSettings(17, 50, 2))) {
            await().atMost(PATIENCE).until(() -> traffic.status().committed() >= 150);

            TrafficStatus status = traffic.stop();

            double seconds = status.running().toMillis() / 1_000.0;
            assertThat(status.committed() / seconds).isLessThanOrEqualTo(51);
        }
    }

    @Test
    void aStopIsPromptAndFinal() {
        Traffic traffic = Traffic.start(database.application(), new TrafficSettings(17, 500, 4));
        await().atMost(PATIENCE).until(() -> traffic.status().committed() > 100);

        long before = System.nanoTime();
        TrafficStatus stopped = traffic.stop();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
        assertThat(traffic.stop()).isEqualTo(stopped);
    }

    @Test
    void aRestartOfTheDatabaseIsOutlived() {
        try (Traffic traffic =
                Traffic.start(database.application(), new TrafficSettings(17, 300, 3))) {
            await().atMost(PATIENCE).until(() -> traffic.status().committed() > 100);

            ApplicationDatabase.server().stop();
            await().atMost(PATIENCE).until(() -> traffic.status().disconnects() > 0);
            ApplicationDatabase.server().start();

            long before = traffic.status().committed();
            await().atMost(PATIENCE).until(() -> traffic.status().committed() > before + 100);
            assertThat(traffic.stop().failuresByState()).isEmpty();
        }
    }

    @Test
    void anEmptyDatabaseIsRefused() throws SQLException {
        try (ApplicationDatabase empty = ApplicationDatabase.fresh()) {
            assertThatThrownBy(() -> Traffic.start(empty.application(), TrafficSettings.defaults()))
                    .isInstanceOfSatisfying(
                            PipelineException.class,
                            e -> assertThat(e.kind()).isEqualTo(ErrorKind.SERVER_MISCONFIGURED))
                    .hasMessageContaining("load a population or import one first");
        }
    }
}
