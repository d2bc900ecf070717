package dev.millrace.bench.batch;

/** What can be measured by itself. */
public enum BatchBenchPart {
    /** Payouts by the job and by one statement. */
    PAYOUTS,
    /** A month of bookings leaves, by the job and by other means. */
    RETENTION,
    /** An archived month goes into files, and is copied out. */
    EXPORT,
    /** One person is erased. */
    ERASURE,
    /** A job has nothing to do. */
    LAUNCHES
}
