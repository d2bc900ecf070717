package dev.millrace.launcher.command;

import dev.millrace.launcher.pipeline.BuildProgress;
import dev.millrace.launcher.pipeline.DerivedCheck;
import dev.millrace.launcher.pipeline.Pipeline;
import dev.millrace.launcher.pipeline.VersionRequests;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.streams.versions.Phase;
import dev.millrace.streams.versions.StoreVersions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** The steps of a rebuild, each of which a later run can take up. */
final class RebuildRun implements AutoCloseable {

    private static final Duration LOOK = Duration.ofSeconds(1);
    // A process looks twice a second which versions it has to run.
    private static final Duration NOTICED = Duration.ofSeconds(60);

    private final Pipeline pipeline;
    private final DerivedStore store;
    private final Screen screen;
    private final StopSignal stop;
    private final VersionRequests requests;

    RebuildRun(Pipeline pipeline, DerivedStore store, Screen screen, StopSignal stop) {
        this.pipeline = pipeline;
        this.store = store;
        this.screen = screen;
        this.stop = stop;
        this.requests = VersionRequests.open(pipeline.connections());
    }

    /** Builds, compares and swaps; returns the exit code. */
    int rebuild(OptionalInt rowsPerSecond, Duration patience) {
        Optional<StoreVersions> before = requests.versions(store);
        if (before.isEmpty()) {
            screen.say(store.name() + " has never run: start the pipeline first");
            return Failures.FAILED;
        }
        StoreVersions versions = before.get();
        if (versions.phase() != Phase.RUNNING) {
            return settled();
        }
        int version;
        if (versions.shadow().isEmpty()) {
            version = requests.begin(store, rowsPerSecond);
            screen.say(
                    "%s: building version %d beside version %d"
                            .formatted(store.name(), version, versions.live().version()));
        } else if (versions.shadow().get().version() > versions.live().version()) {
            version = versions.shadow().get().version();
            screen.say("%s: going on with version %d".formatted(store.name(), version));
        } else {
            screen.say(
                    "%s: version %d is kept beside the live version %d; drop it (--drop) or go back to it (--back) first"
                            .formatted(
                                    store.name(),
                                    versions.shadow().get().version(),
                                    versions.live().version()));
            return Failures.FAILED;
        }
        Optional<Integer> ended = followBuild();
        return ended.isPresent() ? ended.get() : compareAndSwap(version, patience);
    }

    /** Swaps with the version that was kept. */
    int back() {
        Optional<StoreVersions> versions = requests.versions(store);
        Optional<StoreVersions.Entry> kept = versions.flatMap(StoreVersions::shadow);
        if (kept.isEmpty()) {
            screen.say(store.name() + ": no version is kept beside the live one");
            return Failures.FAILED;
        }
        Optional<String> failure = requests.failure(store.shadow());
        if (failure.isPresent()) {
            screen.say(
                    "%s: version %d does not run: %s"
                            .formatted(store.name(), kept.get().version(), failure.get()));
            return Failures.FAILED;
        }
        if (!requests.await(store.shadow(), NOTICED)) {
            screen.say(
                    "%s: version %d is not built yet"
                            .formatted(store.name(), kept.get().version()));
            return Failures.FAILED;
        }
        return swap();
    }

    /** Drops the version beside the live one. */
    int drop() {
        if (requests.versions(store).flatMap(StoreVersions::shadow).isEmpty()) {
            screen.say(store.name() + ": no version is kept beside the live one");
            return Failures.FAILED;
        }
        requests.drop(store);
        return settled();
    }

    /** Waits until the new version has caught up; an exit code when it does not come to that. */
    private Optional<Integer> followBuild() {
        long deadline = System.nanoTime() + NOTICED.toNanos();
        try (BuildProgress progress = new BuildProgress(pipeline.connections(), store.shadow())) {
            while (!requests.isAsOf(store.shadow())) {
                Optional<String> failure = requests.failure(store.shadow());
                if (failure.isPresent()) {
                    screen.say("the new version has stopped: " + failure.get());
                    return Optional.of(cancelled());
                }
                Optional<String> words = progress.inWords();
                words.ifPresent(screen::say);
                if (words.isEmpty() && System.nanoTime() > deadline) {
                    screen.say(
                            "No streams process has begun with it within %d s. The request stays; one that starts will build it."
                                    .formatted(NOTICED.toSeconds()));
                    return Optional.of(Failures.FAILED);
                }
                pipeline.failIfBroken();
                if (stop.await(LOOK)) {
                    return Optional.of(cancelled());
                }
            }
        }
        return Optional.empty();
    }

    private int compareAndSwap(int version, Duration patience) {
        screen.say("version %d has caught up; comparing it with the oracle".formatted(version));
        DerivedCheck check =
                DerivedCheck.besideTraffic(pipeline, List.of(store.shadow()), patience);
        screen.say(check.table());
        if (!check.isRight()) {
            screen.say(check.summary());
            screen.say(
                    "Nothing was swapped. Version %d stays beside the live one: rebuild again to compare again, or drop it (--drop)."
                            .formatted(version));
            return Failures.FAILED;
        }
        return stop.isRequested() ? cancelled() : swap();
    }

    private int swap() {
        long began = System.nanoTime();
        requests.swap(store);
        int code = settled();
        screen.say(
                "%s: the swap took %.1f s, in which readers saw no newer values"
                        .formatted(store.name(), (System.nanoTime() - began) / 1e9));
        return code;
    }

    private int cancelled() {
        screen.say("cancelled; dropping the new version");
        requests.drop(store);
        settled();
        return Failures.FAILED;
    }

    /** Waits for the streams processes; what they noted is the result. */
    private int settled() {
        int looks = 0;
        while (!requests.isSettled(store)) {
            if (looks++ % 5 == 4) {
                screen.say(
                        "waiting for the streams processes: "
                                + requests.versions(store)
                                        .map(v -> v.phase().toString().toLowerCase(Locale.ROOT))
                                        .orElse("unknown"));
            }
            pipeline.failIfBroken();
            if (stop.isTerminated()) {
                screen.say("The streams processes finish it; ./millrace status shows how.");
                return Failures.FAILED;
            }
            boolean _ = stop.await(Duration.ofMillis(200));
        }
        Optional<StoreVersions> now = requests.versions(store);
        Optional<String> note = now.flatMap(StoreVersions::note);
        note.ifPresent(words -> screen.say(store.name() + ": " + words));
        now.ifPresent(versions ->
                screen.say(
                        "%s: version %d is live%s"
                                .formatted(
                                        store.name(),
                                        versions.live().version(),
                                        versions.shadow()
                                                .map(kept ->
                                                        ", version "
                                                                + kept.version()
                                                                + " is kept beside it")
                                                .orElse(""))));
        return note.filter(words -> words.startsWith("given up")).isPresent() ? Failures.FAILED : 0;
    }

    @Override
    public void close() {
        requests.close();
    }
}
