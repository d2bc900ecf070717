package dev.millrace.batch.launch;

import java.util.Locale;

/** How an execution ended. */
public enum Outcome {
    COMPLETED,
    /** On request; a restart goes on. */
    STOPPED,
    /** By an error; a restart goes on. */
    FAILED,
    /** With its process; a restart goes on. */
    LOST,
    /** Given up by an operator. */
    ABANDONED;

    /** As the database says it. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Outcome of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
