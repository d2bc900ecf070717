package dev.millrace.devstack;

import org.jspecify.annotations.Nullable;

/** An embedded server cannot start or run; the message says what, where, and what helps. */
public final class DevStackException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong, so that a caller can choose what to do next. */
    public enum Kind {
        /** A port that was asked for belongs to another program. */
        PORT_IN_USE,
        /** Another process already runs servers in the folder. */
        FOLDER_IN_USE,
        /** The disk is full, or the folder cannot be written. */
        DISK_UNWRITABLE,
        /** A server does not start, or died, for the reason that the message gives. */
        CANNOT_START
    }

    private final Kind kind;

    public DevStackException(Kind kind, String message) {
        this(kind, message, null);
    }

    public DevStackException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
