package dev.millrace.schema.topics;

/**
 * Names of the record headers that travel with a row. Values are UTF-8 text.
 *
 * <p>Kafka Streams hands the headers of the change that caused an output on to that output, so a
 * derived row still says which commit it answers.
 */
public final class Headers {

    /** {@code c} created, {@code u} updated, {@code d} deleted, {@code r} read by a snapshot. */
    public static final String OPERATION = "op";

    /** Position of the change in the log, in PostgreSQL's text form. */
    public static final String LSN = "lsn";

    /** When the source transaction committed: microseconds since 1970-01-01 UTC, in decimal. */
    public static final String COMMIT_TIME = "commit-us";

    /** Transaction id of the source, in decimal; absent for rows read by a snapshot. */
    public static final String TRANSACTION = "xid";

    /**
     * End of the source transaction's commit in the log, in PostgreSQL's text form; only where the
     * transaction changed several rows of the topic, and was small enough to be published at once.
     * Whoever shows one of its rows to readers should have all of them by then.
     */
    public static final String TOGETHER = "together";

    private Headers() {}
}
