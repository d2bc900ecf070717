package dev.millrace.launcher.pipeline;

import dev.millrace.launcher.screen.TextTable;
import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.streams.verification.ListRefresh;
import dev.millrace.streams.verification.LiveComparison;
import dev.millrace.streams.verification.LiveVerification;
import dev.millrace.streams.verification.Repair;
import dev.millrace.streams.verification.StoreComparison;
import dev.millrace.streams.verification.StoreVerification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The derived tables and search indexes against their oracles, after everything committed so far
 * has arrived.
 *
 * @param comparisons one a store or index
 * @param undecided rows and documents that changed too often to be compared, over all stores
 */
public record DerivedCheck(List<StoreComparison> comparisons, long undecided) {

    // A completion that the writer writes back is new input: what it causes needs a second round.
    private static final int ROUNDS = 2;

    private static final int EXAMPLES = 5;
    // As many keys as a repair takes at once; more than that is a matter of a rebuild.
    static final int KEYS_MAX = 100_000;

    public DerivedCheck {
        comparisons = List.copyOf(comparisons);
    }

    /**
     * Waits until the pipeline has drained, then compares; lists of recommendations are asked for
     * once more before.
     *
     * @param patience longest wait for the pipeline
     * @throws PipelineException {@link ErrorKind#TIMED_OUT} when it does not drain in time, for
     *     example because the application still writes
     */
    public static DerivedCheck drained(
            Pipeline pipeline, Collection<DerivedStore> stores, Duration patience) {
        awaitDrained(pipeline, patience);
        if (stores.contains(DerivedStores.COURSE_RECOMMENDATIONS)) {
            // Lists are as of moments of their own: made anew, all are as of one at rest.
            ListRefresh.ask(pipeline.connections().as(Role.OPERATOR));
            awaitDrained(pipeline, patience);
        }
        // An index has no table: as of which commit it is, is asked.
        List<DerivedStore> indexes = stores.stream().filter(DerivedStore::isIndex).toList();
        DerivedCheck ofIndexes = besideTraffic(pipeline, indexes, patience);
        List<StoreComparison> comparisons = new ArrayList<>();
        long undecided = ofIndexes.undecided;
        for (StoreComparison comparison :
                StoreVerification.compare(
                        pipeline.connections().as(Role.OPERATOR),
                        stores.stream().filter(store -> !store.isIndex()).toList(),
                        EXAMPLES)) {
            if (comparison.isEqual()
                    || comparison.store().equals(DerivedStores.COURSE_RECOMMENDATIONS)) {
                comparisons.add(comparison);
            } else {
                // What expires is told by no commit: it may have been on its way just then.
                DerivedCheck again = besideTraffic(pipeline, List.of(comparison.store()), patience);
                comparisons.addAll(again.comparisons);
                undecided += again.undecided;
            }
        }
        comparisons.addAll(ofIndexes.comparisons);
        return new DerivedCheck(comparisons, undecided);
    }

    /**
     * Compares beside the traffic, one store after the other, each as of a commit that is not older
     * than this call.
     *
     * @param patience longest wait for each store
     * @throws PipelineException {@link ErrorKind#TIMED_OUT} when a store does not get as far as the
     *     source was
     */
    public static DerivedCheck besideTraffic(
            Pipeline pipeline, Collection<DerivedStore> stores, Duration patience) {
        LiveVerification verification =
                new LiveVerification(pipeline.connections().as(Role.OPERATOR), KEYS_MAX);
        List<StoreComparison> comparisons = new ArrayList<>();
        long undecided = 0;
        for (DerivedStore store : stores) {
            pipeline.failIfBroken();
            LiveComparison comparison =
                    store.isIndex()
                            ? IndexChecks.compare(pipeline.connections(), store, patience)
                            : verification.compare(store, patience);
            comparisons.add(comparison.comparison());
            undecided += comparison.undecided();
        }
        return new DerivedCheck(comparisons, undecided);
    }

    /**
     * Waits until everything committed so far is in the derived tables.
     *
     * @throws PipelineException {@link ErrorKind#TIMED_OUT} as above
     */
    public static void awaitDrained(Pipeline pipeline, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        for (int round = 0; round < ROUNDS; round++) {
            Fence.pass(
                    pipeline.connections().as(Role.CAPTURE),
                    pipeline.connections().logAs(Role.CAPTURE),
                    pipeline.settings().slotName(),
                    left(deadline));
            new TableCopies(pipeline.ownerPool(), pipeline.settings().slotName())
                    .awaitNone(left(deadline));
            if (!pipeline.awaitDrained(left(deadline))) {
                pipeline.failIfBroken();
                throw new PipelineException(
                        ErrorKind.TIMED_OUT,
                        "the stores have not drained within "
                                + patience.toSeconds()
                                + " s; does the application still write, or has a store stopped?");
            }
        }
    }

    /**
     * Has the rows that differ sent to their tables again, as the topics have them.
     *
     * @return the stores of which rows were sent
     */
    public List<DerivedStore> repair(Pipeline pipeline) {
        List<DerivedStore> repaired = new ArrayList<>();
        for (StoreComparison comparison : comparisons) {
            if (!comparison.isEqual()) {
                if (!comparison.store().isIndex()) {
                    sendAgain(pipeline.connections(), comparison);
                }
                // Nothing of ours changes an index beside its topic: it is compared again.
                repaired.add(comparison.store());
            }
        }
        return repaired;
    }

    /** Has the rows of a store that differ sent to its table again. */
    static void sendAgain(Connections connections, StoreComparison comparison) {
        try (Repair repair = new Repair(connections.kafka(), comparison.store())) {
            repair.republish(comparison.examples());
        }
        if (comparison.store().equals(DerivedStores.COURSE_RECOMMENDATIONS)) {
            // A list that breaks a rule is made anew, as of now.
            ListRefresh.ask(connections.as(Role.OPERATOR));
        }
    }

    /** Whether no store differs. */
    public boolean isRight() {
        return differences() == 0 && undecided == 0;
    }

    /** Rows missing, surplus or different, over all stores. */
    public long differences() {
        return comparisons.stream().mapToLong(StoreComparison::differences).sum();
    }

    /** The table {@code store | rows | differences}, and the first keys that differ. */
    public List<String> table() {
        TextTable table = new TextTable("store", "rows", "differences");
        for (StoreComparison comparison : comparisons) {
            table.row(
                    comparison.store().name(),
                    "%,d".formatted(comparison.rows()),
                    "%,d".formatted(comparison.differences()));
        }
        List<String> lines = new ArrayList<>(table.lines());
        for (StoreComparison comparison : comparisons) {
            comparison.examples().stream()
                    .limit(EXAMPLES)
                    .forEach(key ->
                            lines.add(
                                    "  differs: "
                                            + comparison.store().name()
                                            + " "
                                            + key.values()));
        }
        return lines;
    }

    /** The result in one line. */
    public String summary() {
        long differences = differences();
        if (differences > 0) {
            return "%,d differences: the derived tables are NOT right".formatted(differences);
        }
        return undecided == 0
                ? "0 differences: every derived table equals its oracle"
                : "0 differences, but %,d rows changed too often to be compared: verify again"
                        .formatted(undecided);
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }
}
