package dev.millrace.devstack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The server's process in one data folder. It ends when its standard input does, a pipe which only
 * our process holds open: when we close it, or when we die, however we die.
 */
final class SearchProcess {

    static final String LOG_FILE = "search.log";

    private static final String READY = "search server listens at ";
    private static final String FAILED = "search server failed: ";
    private static final String PID_FILE = "server.pid";
    private static final Duration ORDERLY_END = Duration.ofSeconds(15);
    private static final Duration FORMER_END = Duration.ofSeconds(20);
    private static final int LOG_TAIL_BYTES = 64 << 10;

    private final Path folder;
    private final Path log;
    private @Nullable Process process;

    SearchProcess(Path folder) {
        this.folder = folder;
        this.log = folder.resolve(LOG_FILE);
    }

    /** How a start ended. */
    sealed interface Outcome {
        record Running() implements Outcome {}

        /**
         * The server gave up.
         *
         * @param reason what it said
         */
        record Failed(String reason) implements Outcome {}
    }

    /** Starts the server and waits until it answers or gives up. */
    Outcome start(int port) throws IOException {
        endFormer();
        keepFormerLog();
        Process started =
                new ProcessBuilder(SearchProgram.command(folder, port))
                        .redirectError(log.toFile())
                        .start();
        process = started;
        Files.writeString(folder.resolve(PID_FILE), started.pid() + "\n");
        BufferedReader output = started.inputReader(StandardCharsets.UTF_8);
        String said = "";
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(READY)) {
                return new Outcome.Running();
            }
            said = said + line + "\n";
        }
        stop();
        int reason = said.indexOf(FAILED);
        return new Outcome.Failed(
                reason >= 0 ? said.substring(reason + FAILED.length()) : said + logged());
    }

    /** Ends its input and waits for its end; kills it when that takes too long. */
    void stop() {
        Process stopping = process;
        if (stopping == null) {
            return;
        }
        process = null;
        try {
            stopping.getOutputStream().close();
            if (stopping.waitFor(ORDERLY_END.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (IOException e) {
            // A pipe to a process that has ended already.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stopping.destroyForcibly();
        stopping.onExit().join();
    }

    OptionalLong pid() {
        Process current = process;
        return current != null && current.isAlive()
                ? OptionalLong.of(current.pid())
                : OptionalLong.empty();
    }

    /** The end of what the server has logged since its start. */
    String logged() {
        try (var channel = Files.newByteChannel(log)) {
            channel.position(Math.max(0, channel.size() - LOG_TAIL_BYTES));
            return new String(
                            Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8)
                    .strip();
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /*
     * The server of a process that was killed has seen its input end, and may still be stopping.
     * Nobody else can own it, since we hold the folder's lock.
     */
    private void endFormer() throws IOException {
        Optional<ProcessHandle> former = former();
        long end = System.nanoTime() + FORMER_END.toNanos();
        while (former.isPresent() && isOurs(former.get()) && Pauses.brief()) {
            if (System.nanoTime() - end > 0) {
                former.get().destroyForcibly();
            }
        }
    }

    private Optional<ProcessHandle> former() throws IOException {
        try {
            String pid = Files.readString(folder.resolve(PID_FILE)).strip();
            return pid.matches("[0-9]{1,18}")
                    ? ProcessHandle.of(Long.parseLong(pid))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Whether it is a server of this folder; an ended one has no command line. */
    private boolean isOurs(ProcessHandle other) {
        String commandLine = other.info().commandLine().orElse("");
        return other.isAlive()
                && commandLine.contains("searchserver")
                && commandLine.contains(folder.toString());
    }

    private void keepFormerLog() throws IOException {
        if (Files.exists(log)) {
            Files.move(
                    log,
                    log.resolveSibling(LOG_FILE + ".former"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
