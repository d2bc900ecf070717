package dev.millrace.launcher.pipeline;

import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.streams.verification.LiveComparison;
import dev.millrace.streams.verification.LiveVerification;
import dev.millrace.streams.versions.StoreVersions;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * What {@code rebuild} does, for the batch jobs: builds, compares, swaps, and drops the old version
 * when the swap is done. The streams processes do the work; a run that was killed is taken up by
 * the next.
 */
final class StoreRebuild implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(500);
    // The build reads whole topics; nobody waits for it.
    private static final Duration BUILD = Duration.ofHours(6);
    private static final Duration COMPARE = Duration.ofMinutes(2);
    // The streams processes give a swap up by themselves after two minutes.
    private static final Duration SWAP = Duration.ofMinutes(5);

    private final Connections connections;
    private final DerivedStore store;
    private final VersionRequests requests;

    private StoreRebuild(Connections connections, DerivedStore store, VersionRequests requests) {
        this.connections = connections;
        this.store = store;
        this.requests = requests;
    }

    static StoreRebuild open(Connections connections, DerivedStore store) {
        return new StoreRebuild(connections, store, VersionRequests.open(connections));
    }

    /**
     * Runs to the end.
     *
     * @throws PipelineException {@link ErrorKind#JOB_FAILED} when it comes to no swap; {@link
     *     ErrorKind#TIMED_OUT} when the streams processes do not get on
     */
    void run() {
        await("an earlier swap", SWAP, () -> requests.isSettled(store));
        StoreVersions versions =
                requests.versions(store)
                        .orElseThrow(() -> failed("it has never run: start the pipeline first"));
        Optional<StoreVersions.Entry> beside = versions.shadow();
        if (beside.isEmpty()) {
            requests.begin(store, OptionalInt.empty());
        } else if (beside.get().version() < versions.live().version()) {
            throw failed(
                    "version %d is kept beside the live one: ./millrace rebuild %s --drop"
                            .formatted(beside.get().version(), store.name()));
        }
        await("its new version", BUILD, this::isBuilt);
        compare();
        int live = live();
        requests.swap(store);
        await("its swap", SWAP, () -> requests.isSettled(store));
        if (live() == live) {
            throw failed(
                    requests.versions(store)
                            .flatMap(StoreVersions::note)
                            .orElse("its versions did not change places"));
        }
        requests.drop(store);
        await("the end of its old version", SWAP, () -> requests.isSettled(store));
    }

    private boolean isBuilt() {
        Optional<String> failure = requests.failure(store.shadow());
        if (failure.isPresent()) {
            requests.drop(store);
            throw failed("its new version has stopped: " + failure.get());
        }
        return requests.isAsOf(store.shadow());
    }

    private void compare() {
        LiveComparison found =
                new LiveVerification(connections.as(Role.OPERATOR), DerivedCheck.KEYS_MAX)
                        .compare(store.shadow(), COMPARE);
        if (!found.isEqual()) {
            requests.drop(store);
            throw failed(
                    "%d rows of its new version differ from the oracle, %d changed too often; nothing was swapped"
                            .formatted(found.comparison().differences(), found.undecided()));
        }
    }

    private int live() {
        return requests.versions(store).orElseThrow().live().version();
    }

    private void await(String what, Duration patience, BooleanSupplier condition) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted()) {
                throw new PipelineException(
                        ErrorKind.TIMED_OUT,
                        "%s: %s is not done after %s; ./millrace status says how far it is"
                                .formatted(store.name(), what, patience));
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private PipelineException failed(String how) {
        return new PipelineException(ErrorKind.JOB_FAILED, store.name() + ": " + how);
    }

    @Override
    public void close() {
        requests.close();
    }
}
