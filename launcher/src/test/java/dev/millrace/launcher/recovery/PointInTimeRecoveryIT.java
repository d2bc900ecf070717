package dev.millrace.launcher.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.devstack.EmbeddedPostgresServer;
import dev.millrace.launcher.testing.MillraceProcess;
import dev.millrace.launcher.testing.SplitPipeline;
import dev.millrace.launcher.testing.TypedCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Acceptance row N26: walks through docs/operations/point-in-time-recovery.md. */
class PointInTimeRecoveryIT {

    private static final Path PAGE =
            Path.of("..", "docs", "operations", "point-in-time-recovery.md");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path folder;

    private SplitPipeline pipeline;
    private EmbeddedPostgresServer postgres;
    private Path data;
    private Runbook book;

    @BeforeEach
    void start() throws Exception {
        pipeline =
                SplitPipeline.start(
                        folder,
                        Map.of("streams.stores", "tag_usage, course_progress, course_statistics"));
        postgres = pipeline.postgres();
        data = postgres.adminPasswordFile().resolveSibling("data");
        Path wal = Files.createDirectory(folder.resolve("wal"));
        // The server may run as somebody else than the test.
        assertThat(wal.toFile().setWritable(true, false)).isTrue();
        book =
                new Runbook(
                        PAGE,
                        Map.of(
                                "/srv/wal", wal.toString(),
                                "/srv/base", folder.resolve("base").toString()));
    }

    @AfterEach
    void stop() {
        pipeline.close();
    }

    @Test
    void databaseComesBackAsOfAMomentAndThePipelineFollows() throws Exception {
        for (String statement : book.step("archive").split(";\\n")) {
            pipeline.sql(statement);
        }
        postgres.stop();
        postgres.start();
        pipeline.sql(
                """
                insert into learning.courses (id, source_system, title, slug, instructor_name)
                select md5('course' || i)::uuid, 'edu7p', 'Course', 'course-' || i, 'Teacher'
                from generate_series(1, 10) i
                """);
        tag("before the backup");
        try (MillraceProcess ingest = started("ingest");
                MillraceProcess streams = started("streams")) {
            baseBackup();
            tag("first");
            String moment = pipeline.text("select clock_timestamp()");
            tag("second");
            TypedCommand.Ended before = pipeline.run("verify");
            assertThat(before.code()).as(before.output()).isZero();
            assertThat(derived("second")).isEqualTo("10");
            archived();

            ingest.killHard();
            streams.killHard();
            postgres.stop();
            book.shell("restore", Map.of("DATA", data.toString(), "MOMENT", moment));
        }
        postgres.start();
        await().atMost(PATIENCE).until(() -> pipeline.text(book.step("recovered")), "f"::equals);
        for (String statement : book.step("forget").split(";\\n")) {
            pipeline.sql(statement);
        }

        assertThat(rows("before the backup")).isEqualTo("1");
        assertThat(rows("first")).isEqualTo("1");
        assertThat(rows("second")).isEqualTo("0");

        assertThat(book.step("pipeline"))
                .contains("millrace ingest resnapshot --no-wait", "millrace verify");
        try (MillraceProcess refused = pipeline.process("ingest")) {
            assertThat(refused.awaitExit(PATIENCE)).as(refused.output()).isEqualTo(1);
            assertThat(refused.output()).contains("SOURCE_REPLACED");
        }
        TypedCommand.Ended allowed = pipeline.run("ingest", "resnapshot", "--no-wait");
        assertThat(allowed.code()).as(allowed.output()).isZero();
        try (MillraceProcess ingest = started("ingest");
                MillraceProcess streams = started("streams")) {
            TypedCommand.Ended verified = pipeline.run("verify");
            assertThat(verified.code()).as(verified.output()).isZero();
            assertThat(derived("first")).isEqualTo("10");
            assertThat(derived("second")).isEmpty();
            tag("after the restore");
            assertThat(pipeline.run("verify").code()).isZero();
            assertThat(derived("after the restore")).isEqualTo("10");
            streams.terminate();
            ingest.terminate();
            streams.awaitExit(PATIENCE);
            ingest.awaitExit(PATIENCE);
        }
    }

    private MillraceProcess started(String role) {
        MillraceProcess process = pipeline.process(role);
        process.awaitLine(role + " runs", SplitPipeline.PATIENCE);
        return process;
    }

    /** In one session, as the page says. */
    private void baseBackup() throws Exception {
        try (Connection connection = postgres.adminDataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(book.step("begin"));
            book.shell("copy", Map.of("DATA", data.toString()));
            try (ResultSet label = statement.executeQuery(book.step("end"))) {
                label.next();
                Files.writeString(
                        folder.resolve("base").resolve("data").resolve("backup_label"),
                        label.getString(1));
            }
        }
    }

    /** Until all log up to now is in the archive. */
    private void archived() throws SQLException {
        String file = pipeline.text("select pg_walfile_name(pg_switch_wal())");
        String watch = book.step("watch").strip().replace(";", "");
        await().atMost(PATIENCE)
                .until(() ->
                        "t"
                                .equals(
                                        pipeline.text(
                                                "select last_archived_wal >= '%s' from (%s) t"
                                                        .formatted(file, watch))));
    }

    /** A tag on all ten courses. */
    private void tag(String name) throws SQLException {
        pipeline.sql(
                """
                insert into learning.course_tags (id, name, slug)
                values (md5('%1$s')::uuid, '%1$s', replace('%1$s', ' ', '-'));
                insert into learning.course_tag_map (course_id, tag_id)
                select md5('course' || c)::uuid, md5('%1$s')::uuid from generate_series(1, 10) c
                """
                        .formatted(name));
    }

    private String rows(String name) throws SQLException {
        return pipeline.text(
                "select count(*) from learning.course_tags where name = '%s'".formatted(name));
    }

    private String derived(String name) throws SQLException {
        return pipeline.text(
                "select usage_count from derived.tag_usage where tag_id = md5('%s')::uuid"
                        .formatted(name));
    }
}
