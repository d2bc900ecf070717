package dev.millrace.streams.versions;

import java.util.Locale;

/** What the versions of a store are about to do; as {@code ops.store_control} says it. */
public enum Phase {
    /** Whatever is there runs. */
    RUNNING,
    /** The live application has stopped; the one beside it goes on until it is past it. */
    YIELDING,
    /** Both applications have stopped; the tables catch up with their topics. */
    DRAINING,
    /** Everything has stopped; what differs changes places. */
    EXCHANGING,
    /** The version beside the live one stops for good. */
    DISCARDING;

    static Phase of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the application of this side runs. */
    public boolean runsApplication(boolean shadow) {
        return switch (this) {
            case RUNNING -> true;
            case YIELDING -> shadow;
            case DISCARDING -> !shadow;
            case DRAINING, EXCHANGING -> false;
        };
    }

    /** Whether the table of this side follows its topic. */
    public boolean runsWriter(boolean shadow) {
        return switch (this) {
            case RUNNING, YIELDING, DRAINING -> true;
            case DISCARDING -> !shadow;
            case EXCHANGING -> false;
        };
    }
}
