package dev.millrace.batch.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.batch.fixture.BatchDatabase;
import dev.millrace.batch.fixture.ScratchDatabase;
import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** B18 on real servers: acceptance rows E29 and G15. */
class BackupIT {

    @TempDir private Path folder;

    private BatchDatabase database;
    private JdbcClient sql;
    private BatchOperations operations;

    @BeforeEach
    void open() {
        database = BatchDatabase.migrated();
        sql = database.sql();
        BackupSettings settings = new BackupSettings(folder, 14, 8);
        List<BatchJob> jobs =
                List.of(
                        new Backups(database.owner(), settings),
                        new BackupCheck(settings, ScratchDatabase::start));
        operations = database.operations(jobs, new SimpleMeterRegistry());
        write();
    }

    @AfterEach
    void close() {
        operations.close();
    }

    @Test
    void backupIsRestoredRowForRow() throws Exception {
        RunReport backup = run("backup");
        RunReport check = run("backup-check");

        assertThat(backup.rowsDone()).isPositive();
        assertThat(check.rowsDone()).isEqualTo(backup.rowsDone());
        Path written = backups().getFirst();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(written)))
                .isEqualTo("rwx------");
        // Beside the job's own comparison: every row of every table, as text.
        Restore restore = new Restore(new BackupFolder(folder).backups().getFirst());
        try (ScratchServers.Scratch scratch = ScratchDatabase.start()) {
            var restored = restore.into(scratch.admin());
            JdbcClient other =
                    JdbcClient.create(
                            new DriverManagerDataSource(
                                    restored.jdbcUrl(),
                                    restored.user(),
                                    restored.password().reveal()));
            Map<String, String> expected = hashes(sql);
            Map<String, String> found = hashes(other);
            assertThat(found).isEqualTo(expected);
            assertThat(expected).containsKey("identity.user_secrets").hasSizeGreaterThan(80);
        }
    }

    @Test
    void aChangedByteIsReportedByName() throws IOException {
        run("backup");
        Path damaged = backups().getFirst().resolve("identity.users.copy.gz");
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length / 2] ^= 1;
        Files.write(damaged, bytes);

        assertThat(failureOfCheck())
                .contains(
                        "backup " + backups().getFirst().getFileName() + " is damaged",
                        "identity.users.copy.gz has SHA-256");
    }

    @Test
    void aFileThatIsCutOffOrMissingIsReportedByName() throws IOException {
        run("backup");
        Path file = backups().getFirst().resolve("learning.courses.copy.gz");
        Files.write(file, new byte[7]);
        assertThat(failureOfCheck()).contains("learning.courses.copy.gz has 7 bytes, expected");

        Files.delete(file);
        assertThat(failureOfCheck()).contains("file learning.courses.copy.gz is missing");

        Files.writeString(backups().getFirst().resolve("manifest.json"), "{");
        assertThat(failureOfCheck()).contains("is damaged: manifest.json cannot be read");
    }

    @Test
    void rowsThatTheManifestDoesNotExpectAreReported() throws IOException {
        run("backup");
        Path manifest = backups().getFirst().resolve("manifest.json");
        String text = Files.readString(manifest);
        String changed =
                text.replaceFirst(
                        "(\"file\" : \"identity.users.copy.gz\",\\s+\"rows\" : )\\d+", "$1777");
        assertThat(changed).isNotEqualTo(text);
        Files.writeString(manifest, changed);

        assertThat(failureOfCheck())
                .contains("identity.users has 3 rows after it was restored, expected 777");
    }

    @Test
    void whatAKilledRunLeftBehindIsNoBackupAndGoes() throws IOException {
        Files.createDirectory(folder.resolve("millrace-20260101T000000000Z.unfinished"));
        assertThat(failureOfCheck()).contains("there is no backup in the folder of backups");

        run("backup");

        assertThat(backups()).hasSize(1);
    }

    @Test
    void oldBackupsGoAndTheDryRunSaysWhich() throws IOException {
        Path old = Files.createDirectory(folder.resolve("millrace-20200101T000000000Z"));
        Files.writeString(old.resolve("manifest.json"), "{}");
        Path other = Files.createDirectory(folder.resolve("somebody-else"));

        assertThat(operations.dryRun("backup", Map.of()))
                .hasSize(2)
                .contains("delete millrace-20200101T000000000Z");
        assertThat(old).exists();

        run("backup");

        assertThat(old).doesNotExist();
        assertThat(other).exists();
        assertThat(operations.dryRun("backup-check", Map.of()).getFirst())
                .startsWith("restore " + backups().getFirst().getFileName());
    }

    private RunReport run(String job) {
        RunReport report = operations.run(job, Map.of(), "test");
        assertThat(report.outcome()).as(report.toString()).contains(Outcome.COMPLETED);
        return report;
    }

    private String failureOfCheck() {
        RunReport report = operations.run("backup-check", Map.of(), "test");
        assertThat(report.outcome()).contains(Outcome.FAILED);
        operations.abandon(report.execution(), "test");
        return report.toString();
    }

    private List<Path> backups() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(path -> path.getFileName().toString().startsWith("millrace-"))
                    .toList();
        }
    }

    private void write() {
        sql.sql(
                        """
                        insert into identity.users (email, display_name, first_name)
                        values ('a@example.org', E'tab\\tnew\\nline \\\\ ü', null),
                            ('b@example.org', 'B', ''), ('c@example.org', 'C', 'N')
                        """)
                .update();
        sql.sql(
                        """
                        insert into identity.user_secrets (user_id, ssn_enc, key_id)
                        select id, '\\x00ff'::bytea, 'k1' from identity.users
                        """)
                .update();
        sql.sql("select ops.add_month('wellness.bookings', '2011-05-01')")
                .query(Integer.class)
                .single();
        sql.sql(
                        """
                        insert into wellness.bookings (kind, guest_email, scheduled_at, ends_at,
                            duration_minutes, session_type, created_at)
                        values ('consultation', 'g@example.org', '2011-05-05', '2011-05-06', 60, 'chat',
                            '2011-05-05 10:00:00.123456+00')
                        """)
                .update();
        sql.sql(
                        """
                        insert into learning.courses (source_system, title, slug, instructor_name)
                        values ('edu7p', 'Course', 'course', 'Teacher')
                        """)
                .update();
        sql.sql(
                        "insert into archive.months (table_name, month, part, rows, child_rows) values ('t', '2011-01-01', 1, 0, 0)")
                .update();
    }

    /** Rows of each table that anybody may have written, but those of the jobs themselves. */
    private static Map<String, String> hashes(JdbcClient sql) {
        Map<String, String> hashes = new TreeMap<>();
        for (String table :
                sql.sql(
                                """
                                select format('%I.%I', n.nspname, c.relname)
                                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                                where c.relkind in ('r', 'p') and not c.relispartition
                                    and n.nspname in ('identity', 'projects', 'learning', 'wellness',
                                        'engagement', 'billing', 'content', 'analytics', 'archive',
                                        'derived')
                                """)
                        .query(String.class)
                        .list()) {
            hashes.put(
                    table,
                    sql.sql(
                                    "select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from "
                                            + table
                                            + " t")
                            .query(String.class)
                            .single());
        }
        return hashes;
    }
}
