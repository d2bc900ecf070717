package dev.millrace.batch.job;

/**
 * What one transaction of a step did.
 *
 * @param rows how many rows it handled
 * @param state whether more is to be done
 */
public record Chunk(long rows, State state) {

    /** What follows a chunk. */
    public enum State {
        /** Another chunk. */
        MORE,
        /** Another try after a pause: a lock was not to be had in the time allowed. */
        BLOCKED,
        /** Nothing: the step is done. */
        LAST
    }

    public Chunk {
        if (rows < 0) {
            throw new IllegalArgumentException("rows is " + rows + ", expected 0 or more");
        }
    }

    /** These rows, and there may be more. */
    public static Chunk of(long rows) {
        return new Chunk(rows, State.MORE);
    }

    /** These rows, and no more. */
    public static Chunk last(long rows) {
        return new Chunk(rows, State.LAST);
    }

    /** No row, because a lock was not to be had. */
    public static Chunk blocked() {
        return new Chunk(0, State.BLOCKED);
    }
}
