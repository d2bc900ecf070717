package dev.millrace.launcher.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.launcher.testing.TypedCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Faults of every kind under load, in a random order and some at once: the whole program is right
 * soon after the last.
 */
class AllFaultsIT {

    private static final boolean LONG = Boolean.getBoolean("millrace.test.long");

    /** How often each fault happens. */
    private static final int ROUNDS = LONG ? 20 : 1;

    private static final Pattern TOPIC = Pattern.compile("dlq\\.[a-z_]+");

    private static final Duration CALM = Duration.ofMinutes(2);

    private final SearchProgram program = SearchProgram.get();

    @Test
    void whateverFailsAllIsRightWithinTwoMinutesOfCalm() throws Exception {
        long seed = Long.getLong("millrace.test.seed", new Random().nextLong());
        System.out.printf("all faults: -Dmillrace.test.seed=%d%n", seed);
        Random random = new Random(seed);
        int committed;
        try (RandomChanges changes = new RandomChanges(program, random.nextLong())) {
            for (int round = 0; round < ROUNDS; round++) {
                for (EnumSet<Fault> together : groups(random)) {
                    happen(together, changes, random);
                }
            }
            awaitChanges(changes, 20);
            committed = changes.committed();
        }
        long begin = System.nanoTime();

        program.awaitReady();
        List<String> answered = answerLetters(seed);
        TypedCommand.Ended verify = program.run("verify");

        assertThat(verify.code()).as("seed %d: %s", seed, verify.output()).isZero();
        assertThat(verify.output()).contains("0 differences");
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .as("seed %d", seed)
                .isLessThan(CALM);
        assertThat(answered).as("seed %d", seed).contains("dlq.practitioner_stats");
        assertThat(committed).as("seed %d", seed).isGreaterThan(100 * ROUNDS);
    }

    /**
     * What could not be read holds back the stores and indexes that read it until an operator has
     * answered.
     *
     * @return the topics of the dead letters
     */
    private List<String> answerLetters(long seed) {
        await().atMost(CALM)
                .until(() ->
                        program.run("dlq", "list").output().contains("dlq.practitioner_stats"));
        List<String> topics =
                TOPIC.matcher(program.run("dlq", "list").output())
                        .results()
                        .map(MatchResult::group)
                        .distinct()
                        .toList();
        for (String topic : topics) {
            TypedCommand.Ended replay = program.run("dlq", "replay", topic);
            assertThat(replay.code()).as("seed %d: %s", seed, replay.output()).isZero();
        }
        return topics;
    }

    /** All faults, each in one of some groups. */
    private static List<EnumSet<Fault>> groups(Random random) {
        List<Fault> faults = new ArrayList<>(Arrays.asList(Fault.values()));
        Collections.shuffle(faults, random);
        List<EnumSet<Fault>> groups = new ArrayList<>();
        while (!faults.isEmpty()) {
            int size = Math.min(faults.size(), 1 + random.nextInt(3));
            groups.add(EnumSet.copyOf(faults.subList(0, size)));
            faults.subList(0, size).clear();
        }
        return groups;
    }

    private void happen(EnumSet<Fault> faults, RandomChanges changes, Random random)
            throws Exception {
        awaitChanges(changes, 20 + random.nextInt(60));
        List<Fault> order = new ArrayList<>(faults);
        Collections.shuffle(order, random);
        EnumSet<Fault> begun = EnumSet.noneOf(Fault.class);
        try {
            for (Fault fault : order) {
                fault.begin(program);
                begun.add(fault);
                awaitChanges(changes, 10 + random.nextInt(60));
            }
        } finally {
            // The program last: it does not start without its servers.
            for (Fault fault : begun) {
                fault.end(program);
            }
        }
    }

    private void awaitChanges(RandomChanges changes, int more) {
        int goal = changes.tried() + more;
        await().atMost(CALM).until(() -> changes.tried() >= goal);
    }
}
