package dev.millrace.batch.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process that was killed at work has left in the folder of the archive. */
class LeftWorkIT {

    private static final String QUESTION = "select count(*) from engagement.messages";

    @TempDir private Path folder;

    private ArchiveDesk desk;
    private Path left;

    @BeforeEach
    void open() throws IOException {
        desk = new ArchiveDesk(folder);
        left = Files.createDirectories(folder.resolve("archive/.work-of-the-killed"));
        Files.writeString(left.resolve("rows.parquet"), "rows of people");
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void whoeverWorksNextDeletesItUnlessSomebodyIsAtWork() throws Exception {
        try (Connection other = desk.connect();
                Statement statement = other.createStatement()) {
            statement.execute(
                    "select pg_advisory_lock_shared(hashtextextended('millrace archive work', 0))");
            desk.ask(QUESTION);
            assertThat(left.resolve("rows.parquet")).exists();
        }

        desk.ask(QUESTION);

        assertThat(left).doesNotExist();
        assertThat(folder.resolve("archive")).isEmptyDirectory();
    }

    @Test
    void erasureDeletesItAlsoWhereNoFileHasRowsOfThePerson() {
        ArchiveDesk.completed(desk.run("person-requests", Map.of()));

        assertThat(left).doesNotExist();
    }
}
