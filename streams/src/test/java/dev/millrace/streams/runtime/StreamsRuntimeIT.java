package dev.millrace.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.writer.WriterState;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All stores on real servers, fed straight from the tables. */
class StreamsRuntimeIT {

    private static final boolean LONG = Boolean.getBoolean("millrace.test.long");
    private static final int RUNS = LONG ? 5 : 2;
    private static final int KILLS = LONG ? 60 : 3;

    @TempDir private static Path folder;
    private static SmallWorldServers servers;

    @BeforeAll
    static void start() throws SQLException {
        servers = SmallWorldServers.start(folder.resolve("kafka"));
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    @Test
    void derivedTablesEqualTheirOraclesThroughTrafficAndRestarts() throws SQLException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Path state = folder.resolve("state");

        for (int run = 0; run < RUNS; run++) {
            try (StreamsRuntime streams = servers.stores(state)) {
                servers.work(random, 20);
                servers.settle(streams);

                assertThat(servers.differences()).as("seed %d, run %d", seed, run).isEmpty();
                assertThat(reachedButNotRecorded()).isEmpty();
                assertThat(streams.status())
                        .allSatisfy(status -> {
                            assertThat(status.application()).isEqualTo(KafkaStreams.State.RUNNING);
                            assertThat(status.writer().state()).isEqualTo(WriterState.RUNNING);
                            assertThat(status.failure()).isEmpty();
                            assertThat(status.deadLetters()).isZero();
                        });
                assertThat(streams.latency().count()).isPositive();
            }
            assertThat(clients()).as("clients of Kafka that nobody closed").isEmpty();
        }
    }

    @Test
    void killedAgainAndAgainTheStoresStillEqualTheirOracles() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Path state = folder.resolve("state-of-killed");

        for (int life = 0; life < KILLS; life++) {
            Process process =
                    StreamsProcess.start(servers.kafka(), state, servers.database().writer());
            try {
                servers.workUntilApplied(random, 10);
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
        try (StreamsRuntime streams = servers.stores(state)) {
            servers.settle(streams);
        }

        assertThat(servers.differences()).as("seed %d", seed).isEmpty();
    }

    @Test
    void aKilledProcessKeepsItsState() throws Exception {
        Path state = folder.resolve("state-to-keep");
        Random random = new Random(7);
        servers.work(random, 20);
        try (StreamsRuntime streams = servers.stores(state)) {
            servers.settle(streams);
        }
        long everything;
        try (StreamsRuntime streams = servers.stores(folder.resolve("state-of-nobody"))) {
            servers.settle(streams);
            everything = restored(streams);
        }

        Process process = StreamsProcess.start(servers.kafka(), state, servers.database().writer());
        try {
            servers.workUntilApplied(random, 1);
        } finally {
            process.destroyForcibly().waitFor();
        }
        try (StreamsRuntime streams = servers.stores(state)) {
            servers.settle(streams);

            // What came after the last commit of the killed one, and what was written since.
            assertThat(restored(streams)).isLessThan(everything / 4);
            assertThat(servers.differences()).isEmpty();
        }
    }

    /**
     * The threads of Kafka's clients in this process; that of the feed is no part of the runtime.
     */
    private static List<String> clients() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("millrace"))
                .filter(name -> name.startsWith("kafka-"))
                .toList();
    }

    private static long restored(StreamsRuntime streams) {
        return streams.status().stream().mapToLong(StoreStatus::restored).sum();
    }

    private static List<String> reachedButNotRecorded() throws SQLException {
        return servers.database()
                .rows(
                        """
                        select user_id, course_id from derived.course_progress
                         where completed_at is not null
                        except select user_id, course_id from learning.course_completions
                        """);
    }
}
