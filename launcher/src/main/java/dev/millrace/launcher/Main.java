package dev.millrace.launcher;

import dev.millrace.launcher.command.MillraceCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where {@code ./millrace} enters the program. */
public final class Main {

    /** Names a file that a run which ends well leaves behind. */
    private static final String WHOLE_RUN = "millrace.whole-run";

    private Main() {}

    /** Runs the command named by the arguments and exits with its code. */
    public static void main(String[] arguments) {
        int code = MillraceCommand.commandLine().execute(arguments);
        if (code == 0) {
            sayWhole(System.getProperty(WHOLE_RUN, ""));
        }
        // Exit even if a library left a thread behind: everything of ours has been closed.
        System.exit(code);
    }

    private static void sayWhole(String file) {
        if (file.isEmpty()) {
            return;
        }
        try {
            Files.write(Path.of(file), new byte[0]);
        } catch (IOException e) {
            // The next start takes longer, that is all.
        }
    }
}
