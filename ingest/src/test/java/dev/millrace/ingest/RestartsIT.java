package dev.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.devstack.testsupport.OwnStack;
import dev.millrace.devstack.testsupport.OwnStack.Ending;
import dev.millrace.ingest.testing.HistoryTables;
import dev.millrace.ingest.testing.IngestProcess;
import dev.millrace.ingest.testing.Seed;
import dev.millrace.ingest.testing.StartAttempt;
import dev.millrace.ingest.testing.TestSource;
import dev.millrace.ingest.testing.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every committed change is in its topic once, in commit order of its key, whatever is stopped or
 * killed: ingest, the broker, PostgreSQL.
 */
class RestartsIT {

    private static final Logger LOG = LoggerFactory.getLogger(RestartsIT.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(40);
    private static final boolean LONG = Boolean.getBoolean("millrace.test.long");
    private static final int ROUNDS = LONG ? 10 : 1;

    /** A round has each of them, in an order drawn from the seed; everyday each once. */
    private enum Fault {
        INGEST_STOPPED(3),
        INGEST_KILLED(5),
        LOG_CONNECTION_ENDED(1),
        POSTGRES_STOPPED(1),
        POSTGRES_STOPPED_AT_ONCE(2),
        POSTGRES_KILLED(2),
        POSTGRES_KILLED_AND_INGEST_WHILE_IT_IS_AWAY(1),
        BROKER_STOPPED(1),
        BROKER_KILLED(2),
        BROKER_KILLED_AND_INGEST_WHILE_IT_IS_AWAY(1),
        ALL_KILLED(1);

        private final int timesARound;

        Fault(int timesARound) {
            this.timesARound = timesARound;
        }

        static List<Fault> round(Random random) {
            List<Fault> faults = new ArrayList<>();
            for (Fault fault : values()) {
                faults.addAll(Collections.nCopies(LONG ? fault.timesARound : 1, fault));
            }
            Collections.shuffle(faults, random);
            return faults;
        }
    }

    private OwnStack stack;
    private TestSource source;
    private HistoryTables tables;
    private IngestSettings settings;
    private IngestProcess ingest;

    @BeforeEach
    void freshServers() throws InterruptedException {
        stack = OwnStack.start();
        source = TestSource.on(stack);
        tables = HistoryTables.create(source);
        settings = StartAttempt.patient(source.settings());
        try (Ingest snapshot = Ingest.start(settings)) {
            source.awaitPublished(snapshot);
        }
        ingest = IngestProcess.start(settings);
    }

    @AfterEach
    void endServers() {
        ingest.close();
        stack.close();
    }

    static IntStream rounds() {
        return IntStream.rangeClosed(1, ROUNDS);
    }

    @ParameterizedTest
    @MethodSource("rounds")
    void randomRestartsOfEveryPart(int round) throws InterruptedException {
        long seed = Seed.draw("restarts, round " + round);
        Random random = new Random(seed);
        List<Fault> faults = Fault.round(random);

        try (Workload workload = Workload.start(source, seed, 4, PAUSE)) {
            for (Fault fault : faults) {
                awaitCommits(workload, 10 + random.nextInt(150));
                LOG.atInfo().addKeyValue("fault", fault).log("restart");
                inflict(fault, workload, random);
                assertThat(ingest.output()).doesNotContain("ingest failed");
            }
            awaitCommits(workload, 200);
        }
        ingest.stop();
        try (Ingest last = Ingest.start(settings)) {
            source.awaitPublished(last);
        }

        assertThat(faults).hasSize(LONG ? 20 : Fault.values().length);
        tables.assertPublished();
    }

    private void inflict(Fault fault, Workload workload, Random random) {
        switch (fault) {
            case INGEST_STOPPED -> {
                ingest.stop();
                awaitCommits(workload, random.nextInt(60));
                startIngest();
            }
            case INGEST_KILLED -> {
                ingest.kill();
                startIngest();
            }
            case LOG_CONNECTION_ENDED -> source.endLogConnection();
            case POSTGRES_STOPPED -> restartPostgres(Ending.ORDERLY);
            case POSTGRES_STOPPED_AT_ONCE -> restartPostgres(Ending.IMMEDIATE);
            case POSTGRES_KILLED -> restartPostgres(Ending.KILLED);
            case POSTGRES_KILLED_AND_INGEST_WHILE_IT_IS_AWAY -> {
                stack.endPostgres(Ending.KILLED);
                ingest.kill();
                stack.startPostgres();
                startIngest();
            }
            case BROKER_STOPPED -> restartBroker(Ending.ORDERLY, workload, random);
            case BROKER_KILLED -> restartBroker(Ending.KILLED, workload, random);
            case BROKER_KILLED_AND_INGEST_WHILE_IT_IS_AWAY -> {
                stack.endBroker(Ending.KILLED);
                awaitCommits(workload, random.nextInt(60));
                ingest.kill();
                stack.startBroker();
                startIngest();
            }
            case ALL_KILLED -> {
                stack.endBroker(Ending.KILLED);
                stack.endPostgres(Ending.KILLED);
                ingest.kill();
                stack.startPostgres();
                stack.startBroker();
                startIngest();
            }
        }
    }

    private void startIngest() {
        ingest.close();
        ingest = IngestProcess.start(settings);
    }

    private void restartPostgres(Ending ending) {
        stack.endPostgres(ending);
        stack.startPostgres();
    }

    private void restartBroker(Ending ending, Workload workload, Random random) {
        stack.endBroker(ending);
        awaitCommits(workload, random.nextInt(60));
        stack.startBroker();
    }

    private static void awaitCommits(Workload workload, int more) {
        int commits = workload.commits() + more;
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> workload.commits() >= commits);
    }
}
