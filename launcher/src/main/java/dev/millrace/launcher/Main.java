package dev.millrace.launcher;

import dev.millrace.launcher.command.Failures;
import dev.millrace.launcher.command.MillraceCommand;
import picocli.CommandLine;

/** Where {@code ./millrace} enters the program. */
public final class Main {

    private Main() {}

    /** Runs the command named by the arguments and exits with its code. */
    public static void main(String[] arguments) {
        CommandLine commandLine = new CommandLine(new MillraceCommand());
        commandLine.setExecutionExceptionHandler(Failures::report);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        int code = commandLine.execute(arguments);
        // Exit even if a library left a thread behind: everything of ours has been closed.
        System.exit(code);
    }
}
