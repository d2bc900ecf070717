package dev.millrace.batch.reindex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.batch.fixture.BatchDatabase;
import dev.millrace.batch.fixture.BatchProcess;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import dev.millrace.devstack.testsupport.JavaProcess;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Acceptance row N24, and what is left when a rebuild is cut off. */
class ReindexLargeTablesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Tags are the only table of more than a mebibyte. */
    private static final Map<String, String> MEBIBYTE = Map.of("larger-than-kib", "1024");

    private BatchDatabase database;
    private JdbcClient sql;
    private BatchOperations operations;

    @BeforeEach
    void open() {
        database = BatchDatabase.migrated();
        sql = database.sql();
        operations = database.operations(database.jobs(), new SimpleMeterRegistry());
        sql.sql(
                        """
                        insert into learning.course_tags (name, slug)
                        select 'tag ' || g, 'tag-' || g from generate_series(1, 10000) g
                        """)
                .update();
    }

    @AfterEach
    void close() {
        operations.close();
    }

    @Test
    void largeTablesGetNewIndexesAndSmallOnesKeepTheirs() {
        List<String> tags = files("learning.course_tags");
        List<String> categories = files("learning.course_categories");

        assertThat(operations.dryRun("reindex-large-tables", MEBIBYTE))
                .containsExactlyInAnyOrderElementsOf(
                        sql.sql(
                                        """
                                        select 'reindex learning.' || indexname from pg_indexes
                                        where tablename = 'course_tags'
                                        """)
                                .query(String.class)
                                .list());
        assertThat(files("learning.course_tags")).isEqualTo(tags);
        RunReport report = operations.run("reindex-large-tables", MEBIBYTE, "test");

        assertThat(report.outcome()).contains(Outcome.COMPLETED);
        assertThat(report.rowsDone()).isEqualTo(tags.size());
        assertThat(files("learning.course_tags"))
                .hasSameSizeAs(tags)
                .doesNotContainAnyElementsOf(tags);
        assertThat(files("learning.course_categories")).isEqualTo(categories);
        assertThat(invalid()).isEmpty();
    }

    @Test
    void rebuildThatWasCutOffLeavesNothingBehindInTheEnd() throws SQLException {
        JavaProcess process;
        try (Connection writer = database.connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            // An open transaction that has written keeps the rebuild waiting halfway.
            statement.execute(
                    "insert into learning.course_tags (name, slug) values ('open', 'open')");
            process =
                    BatchProcess.start(
                            database, "run", "reindex-large-tables", "1", "larger-than-kib=1024");
            await().atMost(PATIENCE).until(() -> !invalid().isEmpty());
            process.kill();
            sql.sql(
                            """
                            select pg_terminate_backend(pid) from pg_stat_activity
                            where application_name = 'millrace batch reindex'
                                and datname = current_database()
                            """)
                    .query()
                    .listOfRows();
            writer.commit();
        }
        assertThat(invalid()).isNotEmpty().allMatch(name -> name.contains("_ccnew"));
        long lost = operations.history(Optional.empty(), false, 1).getFirst().execution();

        RunReport rest = operations.restart(lost, "test");

        assertThat(rest.outcome()).contains(Outcome.COMPLETED);
        assertThat(invalid()).isEmpty();
        assertThat(
                        sql.sql(
                                        """
                                        select count(*) from pg_indexes
                                        where schemaname = 'learning' and indexname ~ '_cc(new|old)'
                                        """)
                                .query(Long.class)
                                .single())
                .isZero();
    }

    private List<String> invalid() {
        return sql.sql("select indexrelid::regclass::text from pg_index where not indisvalid")
                .query(String.class)
                .list();
    }

    private List<String> files(String table) {
        return sql.sql(
                        """
                        select pg_relation_filenode(indexrelid)::text from pg_index
                        where indrelid = ?::regclass order by 1
                        """)
                .param(table)
                .query(String.class)
                .list();
    }
}
