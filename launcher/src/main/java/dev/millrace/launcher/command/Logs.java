package dev.millrace.launcher.command;

import java.nio.file.Path;

/** Where this process logs to. Must be chosen before the first logger is made. */
final class Logs {

    private static final String FOLDER = "millrace.log.folder";
    private static final String NAME = "millrace.log.name";

    private Logs() {}

    /** Logs of this command go to {@code <folder>/log/<command>.log}. */
    static void into(Path folder, String command) {
        System.setProperty(FOLDER, folder.resolve("log").toString());
        System.setProperty(NAME, command);
    }

    static String currentFile() {
        return System.getProperty(FOLDER, ".millrace/log")
                + "/"
                + System.getProperty(NAME, "millrace")
                + ".log";
    }
}
