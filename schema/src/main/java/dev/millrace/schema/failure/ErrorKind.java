package dev.millrace.schema.failure;

/** What the outside world can do to the pipeline. Each kind has one disposition. */
public enum ErrorKind {
    /** A setting is missing, unknown or out of range. */
    SETTING_INVALID,
    /** A server refused the user name or the password. */
    LOGIN_REFUSED,
    /** A server does not answer at its address. */
    SERVER_UNREACHABLE,
    /** The server runs, but is not set up as the pipeline needs it. */
    SERVER_MISCONFIGURED,
    /** A port that was asked for belongs to somebody else. */
    PORT_IN_USE,
    /** The disk is full or cannot be written. */
    DISK_UNWRITABLE,
    /** Another program of this kind already uses the folder. */
    FOLDER_IN_USE,
    /** A migration failed, or the database is newer than the program. */
    MIGRATION_FAILED,
    /** The replication slot is active for another process. */
    SLOT_IN_USE,
    /** The replication slot is gone or was invalidated. */
    SLOT_LOST,
    /** Our committed position is older than what the slot can still deliver. */
    POSITION_BEHIND_SLOT,
    /** The database is not the one that the position was written for. */
    SOURCE_REPLACED,
    /** The publication does not hold the tables that the catalogue lists. */
    PUBLICATION_MISMATCH,
    /** A table or column cannot be captured without loss. */
    TABLE_UNCAPTURABLE,
    /** Another instance took over and fenced this one. */
    FENCED,
    /** A record cannot be read or converted. */
    RECORD_MALFORMED,
    /** Somebody else runs the batch job. */
    JOB_BUSY,
    /** A batch job cannot be started, restarted or given up as asked. */
    JOB_REFUSED,
    /** A batch job met an error and ended. */
    JOB_FAILED,
    /** A wait ended before its condition came true. */
    TIMED_OUT,
    /** A passing fault: the same step may succeed when tried again. */
    TRANSIENT
}
