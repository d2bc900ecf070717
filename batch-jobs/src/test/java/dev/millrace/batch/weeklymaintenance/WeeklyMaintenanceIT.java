package dev.millrace.batch.weeklymaintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.batch.fixture.BatchDatabase;
import dev.millrace.batch.fixture.RecordingStores;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Acceptance rows K30 and, as far as the job is about it, K31. */
class WeeklyMaintenanceIT {

    private final RecordingStores stores = new RecordingStores();

    private JdbcClient sql;
    private BatchOperations operations;

    @BeforeEach
    void open() {
        BatchDatabase database = BatchDatabase.migrated();
        sql = database.sql();
        operations = database.operations(database.jobs(stores), new SimpleMeterRegistry());
        sql.sql(
                        """
                        with person as (
                            insert into identity.users (email, display_name)
                            values ('u@example.org', 'U') returning id
                        )
                        insert into identity.sessions
                            (user_id, session_token_hash, expires_at, created_at)
                        select id, 'expired', now() - interval '1 s', now() - interval '1 day'
                        from person
                        """)
                .update();
    }

    @AfterEach
    void close() {
        operations.close();
    }

    @Test
    void sessionsRatingsAndIndexesAreCaredFor() {
        stores.differing("practitioner_stats", 1);
        List<String> before = files("wellness.bookings_user");
        List<String> others = files("wellness.bookings_scheduled");

        RunReport report = operations.run("weekly-maintenance", Map.of(), "test");

        assertThat(report.outcome()).as(report.toString()).contains(Outcome.COMPLETED);
        assertThat(stores.asked()).containsExactly("mend practitioner_stats");
        assertThat(sessions()).isZero();
        assertThat(files("wellness.bookings_user"))
                .hasSameSizeAs(before)
                .doesNotContainAnyElementsOf(before);
        assertThat(files("wellness.bookings_scheduled")).isEqualTo(others);
    }

    @Test
    void indexThatCannotBeRebuiltKeepsNothingElseFromBeingDone() {
        List<String> indexes = names("engagement.messages_conversation");
        String broken = indexes.getFirst();
        // Its table has gone to somebody else: the owner of the others may not touch it.
        sql.sql(
                        """
                        alter table %s owner to postgres
                        """
                                .formatted(
                                        sql.sql(
                                                        "select indrelid::regclass::text from pg_index where indexrelid = ?::regclass")
                                                .param(broken)
                                                .query(String.class)
                                                .single()))
                .update();
        List<String> bookings = files("wellness.bookings_user");
        String last = file(indexes.getLast());

        RunReport report = operations.run("weekly-maintenance", Map.of(), "test");

        assertThat(report.outcome()).contains(Outcome.FAILED);
        assertThat(report.message().orElseThrow()).contains("not rebuilt: " + broken + ": ");
        assertThat(sessions()).isZero();
        assertThat(stores.asked()).containsExactly("mend practitioner_stats");
        assertThat(files("wellness.bookings_user")).doesNotContainAnyElementsOf(bookings);
        assertThat(file(indexes.getLast())).isNotEqualTo(last);
    }

    private long sessions() {
        return sql.sql("select count(*) from identity.sessions").query(Long.class).single();
    }

    private List<String> names(String index) {
        return sql.sql(
                        """
                        select relid::regclass::text from pg_partition_tree(?::regclass)
                        where isleaf order by 1
                        """)
                .param(index)
                .query(String.class)
                .list();
    }

    private List<String> files(String index) {
        return names(index).stream().map(this::file).toList();
    }

    private String file(String index) {
        return sql.sql("select pg_relation_filenode(?::regclass)::text")
                .param(index)
                .query(String.class)
                .single();
    }
}
