package dev.millrace.launcher.command;

import dev.millrace.launcher.pipeline.CopyRequest;
import dev.millrace.launcher.pipeline.Pipeline;
import dev.millrace.launcher.pipeline.TableCopies;
import dev.millrace.launcher.pipeline.TableCopies.Copy;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.settings.MillraceSettings;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Asks for copies of tables and follows them to their end. */
final class CopyRun {

    // Ingest looks for requests every second.
    private static final Duration NOTICED = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private CopyRun() {}

    /** Returns the exit code. */
    static int follow(
            CopyRequest request, MillraceSettings settings, PrintWriter out, boolean wait) {
        Screen screen = new Screen(out);
        StopSignal stop = StopSignal.listen();
        Optional<Pipeline> running = Pipeline.attach(settings);
        try (Pipeline pipeline =
                running.orElseGet(
                        () -> Pipeline.open(settings, what -> screen.say("starting " + what)))) {
            List<UUID> ids = request.submit(pipeline.connections(), settings.slotName());
            if (running.isEmpty() || !wait) {
                screen.say("The request is written down. Ingest copies when it runs.");
                return 0;
            }
            TableCopies copies = new TableCopies(pipeline.ownerPool(), settings.slotName());
            if (!isNoticed(copies, ids, stop)) {
                screen.say(
                        "The request is written down; ingest does not run. It copies when it is started.");
                return 0;
            }
            return request.tables().isEmpty()
                    ? followAll(copies, screen, stop)
                    : follow(copies, ids, screen, stop);
        }
    }

    private static boolean isNoticed(TableCopies copies, List<UUID> ids, StopSignal stop) {
        long deadline = System.nanoTime() + NOTICED.toNanos();
        while (System.nanoTime() < deadline && !stop.await(LOOK)) {
            if (copies.of(ids).stream().anyMatch(copy -> !copy.state().equals("requested"))) {
                return true;
            }
        }
        return false;
    }

    private static int follow(TableCopies copies, List<UUID> ids, Screen screen, StopSignal stop) {
        while (true) {
            List<Copy> all = copies.of(ids);
            if (all.stream().allMatch(Copy::isFinished)) {
                all.forEach(copy -> screen.say(copy.inWords()));
                return all.stream().allMatch(copy -> copy.state().equals("done"))
                        ? 0
                        : Failures.FAILED;
            }
            all.stream()
                    .filter(copy -> copy.state().equals("copying"))
                    .forEach(copy -> screen.say(copy.inWords()));
            if (stop.await(LOOK)) {
                screen.say("Ingest goes on copying; ./millrace status shows how far it is.");
                return Failures.FAILED;
            }
        }
    }

    private static int followAll(TableCopies copies, Screen screen, StopSignal stop) {
        while (true) {
            List<Copy> left = copies.unfinished();
            if (left.isEmpty()) {
                screen.say("every captured table is copied");
                return 0;
            }
            screen.say("%d tables to go; %s".formatted(left.size(), left.getFirst().inWords()));
            if (stop.await(LOOK)) {
                screen.say("Ingest goes on copying; ./millrace status shows how far it is.");
                return Failures.FAILED;
            }
        }
    }
}
