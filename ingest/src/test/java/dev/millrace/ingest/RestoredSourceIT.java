package dev.millrace.ingest;

import static dev.millrace.ingest.testing.StartAttempt.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.devstack.testsupport.OwnStack;
import dev.millrace.devstack.testsupport.OwnStack.Ending;
import dev.millrace.ingest.IngestStatus.Phase;
import dev.millrace.ingest.testing.StartAttempt;
import dev.millrace.ingest.testing.TestSource;
import dev.millrace.ingest.testing.TestTopics;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database that was put back to an earlier state of itself: the topics know more than it does.
 */
class RestoredSourceIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private Path backup;
    private OwnStack stack;
    private TestSource source;
    private CapturedTable thing;
    private IngestSettings settings;

    @BeforeEach
    void topicsThatAreAheadOfTheDatabase() throws Exception {
        stack = OwnStack.start();
        source = TestSource.on(stack);
        source.sql(
                "create table t.thing (id int primary key, name text)",
                "insert into t.thing values (1, 'one')");
        thing = source.capture("thing", "id");
        settings = StartAttempt.patient(source.settings());
        StartAttempt.accepted(settings);

        stack.endPostgres(Ending.ORDERLY);
        copy(data(), backup.resolve("data"));
        stack.startPostgres();
        try (Ingest ingest = Ingest.start(settings)) {
            source.sql("insert into t.thing values (2, 'only before the restore')");
            source.awaitPublished(ingest);
        }
        stack.endPostgres(Ending.ORDERLY);
        Files.move(data(), backup.resolve("later"));
        copy(backup.resolve("data"), data());
        stack.startPostgres();
    }

    @AfterEach
    void endServers() {
        stack.close();
    }

    @Test
    void restoredDatabaseIsRefusedAndNothingIsPublished() {
        List<String> before = published();

        refused(settings, ErrorKind.SOURCE_REPLACED)
                .hasMessageContaining("restored to an earlier point");

        assertThat(published()).isEqualTo(before);
    }

    @Test
    void restoredDatabaseThatWasWrittenOnIsRefusedByWhatItsLogSays() throws InterruptedException {
        List<String> before = published();
        source.sql(
                "insert into t.thing select g, repeat('after the restore', 100) from generate_series(10, 2000) g");

        try (Ingest ingest = Ingest.start(settings)) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> ingest.status().phase() == Phase.FAILED);
            assertThat(ingest.status().failure())
                    .hasValueSatisfying(failure ->
                            assertThat(failure.kind()).isEqualTo(ErrorKind.SOURCE_REPLACED));
        }

        assertThat(published()).isEqualTo(before);
    }

    private List<String> published() {
        List<String> records = new ArrayList<>();
        TestTopics.forEach(
                source.topics(),
                Topics.capture(thing).name(),
                record -> records.add(record.toString()));
        return records;
    }

    private Path data() {
        return stack.postgres().adminPasswordFile().resolveSibling("data");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        to.resolve(from.relativize(file).toString()),
                        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
