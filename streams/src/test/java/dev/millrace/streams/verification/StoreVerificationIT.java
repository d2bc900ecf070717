package dev.millrace.streams.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fixture.StreamsDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StoreVerificationIT {

    private static final DerivedStore PROBES =
            new DerivedStore("probes", List.of("a", "b"), "updated_at");

    private static StreamsDatabase database;

    @BeforeAll
    static void migrate() throws SQLException {
        database = StreamsDatabase.migrated();
        database.execute(
                """
                create table derived.probes (
                    a text, b int, value numeric(5,2),
                    updated_at timestamptz not null default now(), primary key (a, b));
                create table public.probe_source (a text, b int, value numeric);
                create view oracle.probes as
                    select a, b, value::numeric(5,2) as value from public.probe_source;
                """);
    }

    @Test
    void rowsAreComparedBothWaysByKey() throws SQLException {
        rows("('same', 1, 1.50), ('same', 2, null)", "('same', 1, 1.50), ('same', 2, null)");
        assertThat(compared())
                .isEqualTo(new StoreComparison(PROBES, 2, 2, 0, 0, 0, List.of()))
                .matches(StoreComparison::isEqual);

        rows(
                "('same', 1, 1), ('other', 1, 2), ('other', 2, null), ('surplus', 1, 1)",
                "('same', 1, 1), ('other', 1, 3), ('other', 2, 0), ('missing', 1, 1)");
        assertThat(compared())
                .isEqualTo(
                        new StoreComparison(
                                PROBES,
                                4,
                                4,
                                1,
                                1,
                                2,
                                List.of(
                                        RowKey.of("missing", "1"),
                                        RowKey.of("other", "1"),
                                        RowKey.of("other", "2"))));
    }

    @Test
    void storeWithoutATableIsNamed() {
        DerivedStore unknown = new DerivedStore("unknown", List.of("a"), "updated_at");

        assertThatThrownBy(
                        () -> StoreVerification.compare(database.operator(), List.of(unknown), 3))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("derived.unknown");
    }

    private static StoreComparison compared() {
        return StoreVerification.compare(database.operator(), List.of(PROBES), 3).getFirst();
    }

    private static void rows(String derived, String expected) throws SQLException {
        database.execute(
                """
                delete from derived.probes;
                delete from public.probe_source;
                insert into derived.probes (a, b, value) values %s;
                insert into public.probe_source values %s;
                """
                        .formatted(derived, expected));
    }
}
