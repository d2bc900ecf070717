package dev.millrace.devstack;

import dev.millrace.devstack.DevStackException.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The server process of one data directory, and the watchdog that keeps it from outliving us.
 *
 * <p>The watchdog is a shell that starts the server, then reads its standard input, a pipe which
 * only this process holds open, to the end, and then stops the server. The end comes when we close
 * the pipe or when this process dies, however it dies. pg_ctl gives the server a process group of
 * its own and the watchdog ignores the terminal's signals, so that Ctrl-C reaches only us and the
 * server lives until those who use it have finished.
 */
final class Postmaster {

    private static final String WATCHDOG_NAME = "millrace-postgres-watchdog";

    private static final String WATCHDOG =
            """
            trap '' INT TERM HUP
            data=$1; log=$2; shift 2
            "$@" start -D "$data" -l "$log" -w -t 600 >>"$log" 2>&1
            echo $?
            cat >/dev/null
            "$@" stop -D "$data" -m immediate -w -t 30 >/dev/null 2>&1
            """;

    private static final Duration WATCHDOG_END = Duration.ofSeconds(40);
    private static final Duration FORMER_SERVER_END = Duration.ofSeconds(15);
    private static final String FAST_STOP_SECONDS = "5";
    private static final String IMMEDIATE_STOP_SECONDS = "30";

    private final PostgresProgram program;
    private final Path data;
    private final Path log;
    private final Path watchdogFile;
    private @Nullable Process watchdog;

    Postmaster(PostgresProgram program, Path data, Path folder) {
        this.program = program;
        this.data = data;
        this.log = folder.resolve("postgres.log");
        this.watchdogFile = folder.resolve("watchdog.pid");
    }

    /** How a start ended. */
    sealed interface Outcome {
        record Running() implements Outcome {}

        /**
         * The server gave up.
         *
         * @param log what it said
         */
        record Failed(String log) implements Outcome {}
    }

    /** Starts the server and waits until it accepts connections or gives up. */
    Outcome start() throws IOException {
        long end = System.nanoTime() + FORMER_SERVER_END.toNanos();
        while (true) {
            stopFormer();
            Outcome outcome = startOnce();
            boolean retry =
                    outcome instanceof Outcome.Failed(String said)
                            && PostgresFailure.tellsOfFormerServer(said)
                            && System.nanoTime() - end < 0;
            if (!retry || !Pauses.brief()) {
                return outcome;
            }
        }
    }

    private Outcome startOnce() throws IOException {
        keepFormerLog();
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "sh",
                                "-c",
                                WATCHDOG,
                                WATCHDOG_NAME,
                                data.toString(),
                                log.toString()));
        command.addAll(program.command("pg_ctl"));
        Process started = Shell.start(command);
        watchdog = started;
        Files.writeString(watchdogFile, started.pid() + "\n");
        BufferedReader reader = started.inputReader(StandardCharsets.UTF_8);
        String exitCode = reader.readLine();
        if ("0".equals(exitCode)) {
            return new Outcome.Running();
        }
        endWatchdog(started);
        return new Outcome.Failed(PostgresFailure.logged(log));
    }

    private void keepFormerLog() throws IOException {
        if (Files.exists(log)) {
            Files.move(
                    log,
                    log.resolveSibling(log.getFileName() + ".former"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Stops the server: it ends its sessions and writes a checkpoint, or at once if that drags. */
    void stop() throws IOException {
        if (pid().isPresent()) {
            Shell.Result fast = pgCtlStop("fast", FAST_STOP_SECONDS);
            if (!fast.succeeded() && pid().isPresent()) {
                pgCtlStop("immediate", IMMEDIATE_STOP_SECONDS);
            }
        }
        if (watchdog != null) {
            endWatchdog(watchdog);
            watchdog = null;
        }
    }

    /** What the server has logged since its start. */
    String logged() {
        return PostgresFailure.logged(log);
    }

    /** The running server's process id. */
    OptionalLong pid() throws IOException {
        Optional<ProcessHandle> process = processIn(data.resolve("postmaster.pid"));
        return process.isPresent() && isOurs(process.get(), "postgres")
                ? OptionalLong.of(process.get().pid())
                : OptionalLong.empty();
    }

    /*
     * A former process in this folder may have been killed together with its watchdog: then its
     * server still runs and is taken down. Nobody else can own it, since we hold the folder's lock.
     */
    private void stopFormer() throws IOException {
        Optional<ProcessHandle> former = processIn(watchdogFile);
        if (former.isPresent()) {
            awaitEndOfFormerWatchdog(former.get());
        }
        if (pid().isPresent()) {
            stop();
        } else {
            // Left by a server that was killed; another program may have its process id by now.
            Files.deleteIfExists(data.resolve("postmaster.pid"));
        }
    }

    private void awaitEndOfFormerWatchdog(ProcessHandle former) {
        long end = System.nanoTime() + WATCHDOG_END.toNanos();
        while (isOurs(former, WATCHDOG_NAME) && Pauses.brief()) {
            if (System.nanoTime() - end > 0) {
                former.destroyForcibly();
            }
        }
    }

    /** Whether it is that process of this data directory; an ended one has no command line. */
    private boolean isOurs(ProcessHandle process, String name) {
        String commandLine = process.info().commandLine().orElse("");
        return process.isAlive()
                && commandLine.contains(name)
                && commandLine.contains(data.toString());
    }

    private Shell.Result pgCtlStop(String mode, String seconds) throws IOException {
        return Shell.run(
                program.command(
                        "pg_ctl", "stop", "-D", data.toString(), "-m", mode, "-w", "-t", seconds));
    }

    private static void endWatchdog(Process watchdog) throws IOException {
        watchdog.getOutputStream().close();
        awaitEnd(watchdog.toHandle());
    }

    private static void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(WATCHDOG_END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new DevStackException(
                    Kind.CANNOT_START, "The watchdog of PostgreSQL cannot be awaited.", e);
        }
    }

    private static Optional<ProcessHandle> processIn(Path pidFile) throws IOException {
        try (var lines = Files.lines(pidFile)) {
            return lines.findFirst()
                    .map(String::strip)
                    .filter(line -> line.matches("[0-9]{1,18}"))
                    .flatMap(line -> ProcessHandle.of(Long.parseLong(line)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
