package dev.millrace.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledProcessIT {

    private static final Duration SECONDS = Duration.ofSeconds(10);

    @TempDir private Path temporary;
    private Path folder = Path.of("");
    private StackProcess running;

    @BeforeEach
    void startProcess() throws Exception {
        folder = temporary.resolve("stack");
        running = StackProcess.start(folder);
    }

    @AfterEach
    void endProcess() throws Exception {
        running.process().destroyForcibly().waitFor();
    }

    @Test
    void postgresEndsWithAKilledProcessAndItsDataIsFoundAgain() throws Exception {
        ProcessHandle postmaster = processIn("postgres/data/postmaster.pid");
        ProcessHandle watchdog = processIn("postgres/watchdog.pid");

        running.process().destroyForcibly().waitFor();

        await().atMost(SECONDS).until(() -> !postmaster.isAlive() && !watchdog.isAlive());
        assertThat(DevStack.running(folder)).isEmpty();
        assertDataIsFound();
    }

    @Test
    void restartRightAfterTheKillWaitsForTheWatchdog() throws Exception {
        running.process().destroyForcibly().waitFor();

        assertDataIsFound();
    }

    @Test
    void postgresThatLostItsWatchdogTooIsTakenDownByTheNextStart() throws Exception {
        ProcessHandle postmaster = processIn("postgres/data/postmaster.pid");
        ProcessHandle watchdog = processIn("postgres/watchdog.pid");
        watchdog.destroyForcibly();
        watchdog.onExit().get(SECONDS.toMillis(), TimeUnit.MILLISECONDS);
        running.process().destroyForcibly().waitFor();
        assertThat(postmaster.isAlive()).isTrue();

        assertDataIsFound();
        await().atMost(SECONDS).until(() -> !postmaster.isAlive());
    }

    @Test
    void postgresItselfKilledLeavesNothingInTheWay() throws Exception {
        processIn("postgres/data/postmaster.pid").destroyForcibly();
        running.process().destroyForcibly().waitFor();

        assertDataIsFound();
    }

    @Test
    void interruptOfTheWholeProcessGroupLetsTheProgramFinishItsWork() throws Exception {
        ProcessHandle postmaster = processIn("postgres/data/postmaster.pid");

        Shell.run(List.of("kill", "-INT", "--", "-" + running.process().pid()));

        assertThat(running.awaitLine("finished")).contains("finished 7");
        assertThat(running.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
        await().atMost(SECONDS).until(() -> !postmaster.isAlive());
        assertThat(folder.resolve("postgres/data/postmaster.pid")).doesNotExist();
        assertDataIsFound();
    }

    private void assertDataIsFound() throws Exception {
        try (DevStack stack = DevStack.start(DevStackSettings.in(folder))) {
            assertThat(Sql.value(stack.postgres(), "SELECT n FROM kept")).isEqualTo("7");
            String bootstrapServers = stack.kafka().bootstrapServers();
            try (KafkaProducer<String, String> writer =
                    Records.transactionalProducer(bootstrapServers, StackProcess.WRITER)) {
                Records.commit(writer, StackProcess.TOPIC, "eight");
            }
            // Behind a transaction that stayed open nobody would ever read the second.
            assertThat(Records.committed(bootstrapServers, StackProcess.TOPIC))
                    .containsExactly("seven", "eight");
        }
    }

    private ProcessHandle processIn(String pidFile) throws Exception {
        String pid = Files.readAllLines(folder.resolve(pidFile)).getFirst().strip();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }
}
