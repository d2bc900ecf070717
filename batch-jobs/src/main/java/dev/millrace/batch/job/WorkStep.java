package dev.millrace.batch.job;

/**
 * A named step of a job. A step that is done is not done again by a restart.
 *
 * @param name unique in its job
 * @param work what it does
 * @param frame what surrounds each of its chunks
 */
public record WorkStep(String name, Work work, Frame frame) {

    /** What surrounds a chunk. */
    public enum Frame {
        /** One transaction: the rows and the progress commit together. */
        TRANSACTION,
        /**
         * Nothing, for statements and waits that no transaction may hold. What a chunk does may
         * happen and its progress not be written down: doing it twice must do no harm.
         */
        NONE
    }

    /** A step whose chunks are transactions. */
    public WorkStep(String name, Work work) {
        this(name, work, Frame.TRANSACTION);
    }

    /** A step whose chunks run outside of any transaction; each statement commits by itself. */
    public static WorkStep outsideOfTransactions(String name, Work work) {
        return new WorkStep(name, work, Frame.NONE);
    }
}
