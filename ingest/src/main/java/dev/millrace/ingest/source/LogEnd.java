package dev.millrace.ingest.source;

/** The end of a server's log, in SQL that a standby answers as well. */
public final class LogEnd {

    /** An expression of type {@code pg_lsn}: what is written, or replayed where it is a standby. */
    public static final String SQL =
            "case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end";

    private LogEnd() {}
}
