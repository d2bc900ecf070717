package dev.millrace.batch.temporaryfiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.batch.fixture.BatchDatabase;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** B12 on a real server and a real folder: acceptance row K14, but for the scan for viruses. */
class TemporaryFileCleanupIT {

    private static final String JOB = "temporary-file-cleanup";

    @TempDir private Path folder;

    private final Set<String> refusing = new HashSet<>();
    private BatchDatabase database;
    private JdbcClient sql;
    private BatchOperations operations;

    @BeforeEach
    void open() {
        database = BatchDatabase.migrated();
        sql = database.sql();
        operations = operations(new FolderStore(folder));
    }

    @AfterEach
    void close() {
        operations.close();
    }

    @Test
    void expiredTemporaryFilesGoWithTheirObjectsAndOthersStay() throws IOException {
        file("a/expired.png", "temporary", "- interval '1 minute'");
        file("a/young.png", "temporary", "+ interval '1 hour'");
        file("private.png", "private", "- interval '1 day'");

        assertThat(operations.dryRun(JOB, Map.of()))
                .containsExactly(
                        "delete 1 objects",
                        "delete 0 rows of content.media_files whose objects have gone before");
        RunReport report = run();

        assertThat(report.outcome()).as(report.toString()).contains(Outcome.COMPLETED);
        assertThat(rows()).containsExactly("a/young.png", "private.png");
        assertThat(folder.resolve("a/expired.png")).doesNotExist();
        assertThat(folder.resolve("a/young.png")).exists();
        assertThat(folder.resolve("private.png")).exists();
        assertThat(run().rowsDone()).isZero();
    }

    @Test
    void whatTheStoreRefusesStaysAndIsTriedAgain() throws IOException {
        operations.close();
        ObjectStore folderStore = new FolderStore(folder);
        operations =
                operations(path -> {
                    if (refusing.contains(path)) {
                        throw new IOException("the store is away");
                    }
                    folderStore.delete(path);
                });
        file("stays.png", "temporary", "- interval '1 minute'");
        file("goes.png", "temporary", "- interval '1 minute'");
        refusing.add("stays.png");

        RunReport failed = run();

        assertThat(failed.outcome()).contains(Outcome.FAILED);
        assertThat(failed.toString())
                .contains("1 objects could not be deleted", "the store is away");
        assertThat(rows()).containsExactly("stays.png");
        assertThat(folder.resolve("stays.png")).exists();
        assertThat(folder.resolve("goes.png")).doesNotExist();

        refusing.clear();

        assertThat(operations.restart(failed.execution(), "test").outcome())
                .contains(Outcome.COMPLETED);
        assertThat(rows()).isEmpty();
        assertThat(folder.resolve("stays.png")).doesNotExist();
    }

    @Test
    void aRowWhoseObjectWentBeforeACrashFollowsIt() throws IOException {
        file("gone.png", "temporary", "- interval '1 minute'");
        Files.delete(folder.resolve("gone.png"));

        assertThat(run().outcome()).contains(Outcome.COMPLETED);
        assertThat(rows()).isEmpty();
    }

    @Test
    void nothingOutsideOfTheFolderIsDeleted() throws IOException {
        Path outside = Files.createTempFile("millrace", ".png");
        Files.createSymbolicLink(folder.resolve("link"), outside.getParent());
        insert("../" + outside.getFileName(), "temporary", "- interval '1 minute'");
        insert(outside.toString(), "temporary", "- interval '1 minute'");
        insert("link/" + outside.getFileName(), "temporary", "- interval '1 minute'");
        insert(".", "temporary", "- interval '1 minute'");

        RunReport report = run();

        assertThat(report.outcome()).contains(Outcome.FAILED);
        assertThat(report.toString()).contains("4 objects could not be deleted");
        assertThat(outside).exists();
        assertThat(rows()).hasSize(4);
        Files.delete(outside);
    }

    @Test
    void aFolderThatIsMissingOrNotSetDeletesNothing() throws IOException {
        file("a.png", "temporary", "- interval '1 minute'");
        operations.close();
        operations = operations(new FolderStore(folder.resolve("missing")));
        RunReport missing = run();
        assertThat(missing.toString()).contains("missing is not there");
        operations.abandon(missing.execution(), "test");
        operations.close();
        operations = operations(new NoStore());

        assertThat(run().toString()).contains("set batch.files.folder");
        assertThat(rows()).containsExactly("a.png");
    }

    private BatchOperations operations(ObjectStore store) {
        return database.operations(
                List.of(new TemporaryFileCleanup(store)), new SimpleMeterRegistry());
    }

    private RunReport run() {
        return operations.run(JOB, Map.of(), "test");
    }

    private void file(String path, String access, String expiry) throws IOException {
        Path object = folder.resolve(path);
        Files.createDirectories(object.getParent());
        Files.writeString(object, "content");
        insert(path, access, expiry);
    }

    private void insert(String path, String access, String expiry) {
        sql.sql(
                        """
                        insert into content.media_files (filename, original_filename, file_path,
                            file_size, mime_type, access_level, expires_at)
                        values ('f', 'f', ?, 7, 'image/png', ?::content.access_level, now() %s)
                        """
                                .formatted(expiry))
                .params(path, access)
                .update();
    }

    private List<String> rows() {
        return sql.sql("select file_path from content.media_files order by 1")
                .query(String.class)
                .list();
    }
}
