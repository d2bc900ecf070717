package dev.millrace.launcher.testing;

import dev.millrace.launcher.command.MillraceCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * A command in the virtual machine of the test, from its words to its exit code: it does what it
 * does in a process of its own, without the seconds that another virtual machine takes to start.
 */
public final class TypedCommand {

    private static final List<Signal> SIGNALS =
            List.of(new Signal("INT"), new Signal("TERM"), new Signal("HUP"));

    private TypedCommand() {}

    /** How a command ended, and all that it printed. */
    public record Ended(int code, String output) {}

    /** Runs a command to its end; one that takes longer fails the test. */
    public static Ended run(Duration patience, String... words) {
        StringWriter said = new StringWriter();
        FutureTask<Integer> execution = new FutureTask<>(() -> execute(said, words));
        Thread.ofPlatform().daemon().name("typed-command").start(execution);
        try {
            return new Ended(
                    execution.get(patience.toMillis(), TimeUnit.MILLISECONDS), said.toString());
        } catch (TimeoutException e) {
            execution.cancel(true);
            throw new AssertionError("still runs after " + patience + ":\n" + said, e);
        } catch (ExecutionException e) {
            throw new AssertionError(said.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static int execute(StringWriter said, String... words) {
        CommandLine commandLine = MillraceCommand.commandLine();
        PrintWriter output = new PrintWriter(said, true);
        commandLine.setOut(output);
        commandLine.setErr(output);
        Map<Signal, SignalHandler> ofTheTest = new HashMap<>();
        SIGNALS.forEach(
                signal -> ofTheTest.put(signal, Signal.handle(signal, SignalHandler.SIG_DFL)));
        ofTheTest.forEach(Signal::handle);
        try {
            return commandLine.execute(words);
        } finally {
            // A command listens to the signals of its process, which is the test's here.
            ofTheTest.forEach(Signal::handle);
        }
    }
}
