package dev.millrace.schema.failure;

/** The one place that decides what follows an error, and what an operator can do about it. */
public final class ErrorPolicy {

    /** What the part that met the error does next. */
    public enum Disposition {
        RETRY,
        DEAD_LETTER,
        STOP
    }

    private ErrorPolicy() {}

    /** What to do after an error of this kind. */
    public static Disposition dispositionOf(ErrorKind kind) {
        return switch (kind) {
            case TRANSIENT, SERVER_UNREACHABLE -> Disposition.RETRY;
            case RECORD_MALFORMED -> Disposition.DEAD_LETTER;
            case SETTING_INVALID,
                    LOGIN_REFUSED,
                    SERVER_MISCONFIGURED,
                    PORT_IN_USE,
                    DISK_UNWRITABLE,
                    FOLDER_IN_USE,
                    MIGRATION_FAILED,
                    SLOT_IN_USE,
                    SLOT_LOST,
                    POSITION_BEHIND_SLOT,
                    SOURCE_REPLACED,
                    PUBLICATION_MISMATCH,
                    TABLE_UNCAPTURABLE,
                    FENCED,
                    JOB_BUSY,
                    JOB_REFUSED,
                    JOB_FAILED,
                    TIMED_OUT ->
                    Disposition.STOP;
        };
    }

    /** One sentence for the operator: the next step that usually helps. */
    public static String hintFor(ErrorKind kind) {
        return switch (kind) {
            case SETTING_INVALID -> "Correct the setting; --help lists the settings.";
            case LOGIN_REFUSED -> "Check the user name and the password in the configuration.";
            case SERVER_UNREACHABLE -> "Check that the server runs and that its address is right.";
            case SERVER_MISCONFIGURED -> "Change the server as said, then start again.";
            case PORT_IN_USE -> "Stop the other program, or choose another port.";
            case DISK_UNWRITABLE -> "Free disk space or choose another data folder.";
            case FOLDER_IN_USE -> "Stop the other instance, or choose another data folder.";
            case MIGRATION_FAILED -> "Read the statement that failed; nothing of it was kept.";
            case SLOT_IN_USE -> "Stop the other ingest; this one then continues where it was.";
            case SLOT_LOST, POSITION_BEHIND_SLOT ->
                    "Changes are missing. ./millrace ingest resnapshot makes a new slot and copies every table.";
            case SOURCE_REPLACED ->
                    "If this database is meant, ./millrace ingest resnapshot makes a new slot and copies every table.";
            case PUBLICATION_MISMATCH -> "Run the migrations: ./millrace migrate.";
            case TABLE_UNCAPTURABLE -> "Leave the table out, or give it a key and a known type.";
            case FENCED -> "Another instance runs; this one has stopped writing.";
            case RECORD_MALFORMED ->
                    "Mend it at its source. Without ingest.strict a row of the log is set aside instead: ./millrace dlq --help.";
            case JOB_BUSY -> "Wait for its end: ./millrace jobs show says how far it is.";
            case JOB_REFUSED -> "./millrace jobs history shows the executions and their state.";
            case JOB_FAILED ->
                    "Mend the cause, then ./millrace jobs restart goes on where it ended.";
            case TIMED_OUT -> "Look at ./millrace status for the stage that is behind.";
            case TRANSIENT -> "Nothing to do: it is tried again.";
        };
    }
}
