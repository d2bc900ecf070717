package dev.millrace.streams.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fixture.StreamsDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Differences are told from what has only not arrived yet. */
class LiveVerificationIT {

    private static final DerivedStore PROBES =
            new DerivedStore("probes", List.of("a", "b"), "updated_at");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    // As a watcher would, far ahead.
    private static final String FRESH =
            """
            insert into derived.store_freshness (store, system_identifier, timeline, as_of_lsn)
            select 'probes', h.system_identifier, h.timeline, h.lsn + 1000000000 from derived.here() h
            on conflict (store) do update set as_of_lsn = excluded.as_of_lsn;
            """;

    private static StreamsDatabase database;

    @BeforeAll
    static void migrate() throws SQLException {
        database = StreamsDatabase.migrated();
        database.execute(
                """
                create table derived.probes (
                    a text, b date, value numeric(5,2), code char(3),
                    updated_at timestamptz not null default now(), primary key (a, b));
                create table public.probe_source (a text, b date, value numeric, code char(3));
                create view oracle.probes as
                    select a, b, value, code from public.probe_source;
                """);
    }

    @BeforeEach
    void equalRows() throws SQLException {
        database.execute(
                """
                delete from derived.probes;
                delete from public.probe_source;
                insert into derived.probes (a, b, value, code)
                select 'key ' || n, date '2026-01-01' + n, n % 900 + 0.50, 'USD' from generate_series(1, 3000) n;
                insert into public.probe_source
                select 'key ' || n, date '2026-01-01' + n, n % 900 + 0.5, 'USD' from generate_series(1, 3000) n;
                """);
        database.execute(FRESH);
    }

    @Test
    void equalRowsAreEqualHoweverTheyAreWritten() {
        LiveComparison comparison = compared();

        assertThat(comparison).matches(LiveComparison::isEqual);
        assertThat(comparison.comparison().rows()).isEqualTo(3_000);
        assertThat(comparison.comparison().expectedRows()).isEqualTo(3_000);
    }

    @Test
    void everyKindOfDifferenceIsConfirmedByKey() throws SQLException {
        database.execute(
                """
                delete from derived.probes where a = 'key 7';
                insert into derived.probes (a, b, value, code) values ('surplus', '2026-05-05', 1, 'USD');
                update derived.probes set value = value + 0.01 where a = 'key 8';
                update derived.probes set code = 'UAH' where a = 'key 9';
                update derived.probes set value = null where a = 'key 10';
                """);

        StoreComparison comparison = compared().comparison();

        assertThat(comparison.missing()).isEqualTo(1);
        assertThat(comparison.surplus()).isEqualTo(1);
        assertThat(comparison.different()).isEqualTo(3);
        assertThat(comparison.examples())
                .containsExactlyInAnyOrder(
                        RowKey.of("key 7", "2026-01-08"),
                        RowKey.of("surplus", "2026-05-05"),
                        RowKey.of("key 8", "2026-01-09"),
                        RowKey.of("key 9", "2026-01-10"),
                        RowKey.of("key 10", "2026-01-11"));
    }

    @Test
    void rowsThatAreOnTheirWayAreNoDifference() throws Exception {
        database.execute("update derived.probes set value = 1 where a = 'key 5'");
        AtomicBoolean ended = new AtomicBoolean();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        CountDownLatch written = new CountDownLatch(20);
        // The source first, the derived row a moment later, again and again.
        Thread traffic =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                for (int i = 0; !ended.get(); i++) {
                                    int value = i % 900;
                                    database.execute(
                                            "update public.probe_source set value = %d where a < 'key 13'"
                                                    .formatted(value));
                                    database.execute(
                                            "update derived.probes set value = %d where a < 'key 13'; %s"
                                                    .formatted(value, FRESH));
                                    written.countDown();
                                }
                            } catch (SQLException | RuntimeException e) {
                                failure.set(e);
                            }
                        });
        try {
            written.await();
            LiveComparison comparison = compared();

            assertThat(comparison.comparison().examples())
                    .containsExactly(RowKey.of("key 5", "2026-01-06"));
            assertThat(comparison.comparison().differences()).isEqualTo(1);
        } finally {
            ended.set(true);
            traffic.join();
        }
        assertThat(failure.get()).isNull();
    }

    @Test
    void storeThatStandsStillIsNamedWithWhereItStands() throws SQLException {
        database.execute(
                "update derived.store_freshness set as_of_lsn = '0/1' where store = 'probes'");

        assertThatThrownBy(() ->
                        new LiveVerification(database.operator(), 5)
                                .compare(PROBES, Duration.ofMillis(200)))
                .isInstanceOfSatisfying(
                        PipelineException.class,
                        e -> assertThat(e.kind()).isEqualTo(ErrorKind.TIMED_OUT))
                .hasMessageContaining("probes has not got as far as")
                .hasMessageContaining("as of 0/1");
    }

    private static LiveComparison compared() {
        return new LiveVerification(database.operator(), 5).compare(PROBES, PATIENCE);
    }
}
