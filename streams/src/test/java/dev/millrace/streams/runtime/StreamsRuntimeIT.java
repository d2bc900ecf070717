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

    private static final int KILLS = Boolean.getBoolean("millrace.test.long") ? 60 : 6;

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

        for (int run = 0; run < 3; run++) {
            try (StreamsRuntime streams = servers.stores(state)) {
                for (int step = 0; step < 20 || !servers.isFilled(); step++) {
                    servers.traffic(random);
                    servers.publish();
                }
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
        }
    }

    @Test
    void killedAgainAndAgainTheStoresStillEqualTheirOracles() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Path state = folder.resolve("state-of-killed");

        for (int life = 0; life < KILLS; life++) {
            long before = servers.applied();
            Process process =
                    StreamsProcess.start(servers.kafka(), state, servers.database().writer());
            try {
                for (int step = 0;
                        step < 10 || servers.applied() == before || !servers.isFilled();
                        step++) {
                    servers.traffic(random);
                    servers.publish();
                }
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
        for (int step = 0; step < 20 || !servers.isFilled(); step++) {
            servers.traffic(random);
        }
        servers.publish();
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
            long before = servers.applied();
            while (servers.applied() == before || !servers.isFilled()) {
                servers.traffic(random);
                servers.publish();
            }
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
