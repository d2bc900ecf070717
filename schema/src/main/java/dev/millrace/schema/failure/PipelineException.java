package dev.millrace.schema.failure;

import org.jspecify.annotations.Nullable;

/** Something outside the program went wrong; the message says what, where, and what helps. */
public final class PipelineException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorKind kind;

    public PipelineException(ErrorKind kind, String message) {
        this(kind, message, null);
    }

    public PipelineException(ErrorKind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public ErrorKind kind() {
        return kind;
    }
}
