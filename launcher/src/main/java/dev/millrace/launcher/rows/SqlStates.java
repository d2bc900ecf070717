package dev.millrace.launcher.rows;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.LoginRefusal;
import dev.millrace.schema.failure.PipelineException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/** What an SQL error means to an application that goes on. */
public final class SqlStates {

    /** What to do about it. */
    public enum Meaning {
        /** Somebody else was first: give this transaction up and do the next. */
        CONFLICT,
        /** The connection is gone or cannot be had: get another. */
        DISCONNECTED,
        /** Wrong: worth a report. */
        FAILURE
    }

    // What RESTRICT refuses is 23001 since PostgreSQL 18, and was 23503 before.
    /** Unique, foreign key; serialization failure, deadlock, lock not available. */
    private static final Set<String> CONFLICTS =
            Set.of("23505", "23503", "23001", "40001", "40P01", "55P03");

    /** Connection exceptions, operator intervention by shutdown, too many connections. */
    private static final Set<String> DISCONNECTIONS = Set.of("57P01", "57P02", "57P03", "53300");

    private SqlStates() {}

    public static Meaning meaningOf(SQLException e) {
        String state = stateOf(e);
        if (CONFLICTS.contains(state)) {
            return Meaning.CONFLICT;
        }
        boolean gone =
                state.startsWith("08")
                        || DISCONNECTIONS.contains(state)
                        || e instanceof SQLTransientConnectionException;
        return gone ? Meaning.DISCONNECTED : Meaning.FAILURE;
    }

    /**
     * The error in words for a person.
     *
     * @param what the work that it ended, as the start of a sentence
     */
    public static PipelineException failure(String what, SQLException e) {
        return new PipelineException(kindOf(e), what + ": " + e.getMessage(), e);
    }

    private static ErrorKind kindOf(SQLException e) {
        String state = stateOf(e);
        if (LoginRefusal.is(state)) {
            return ErrorKind.LOGIN_REFUSED;
        }
        if (state.equals("53100")) {
            return ErrorKind.DISK_UNWRITABLE;
        }
        return switch (meaningOf(e)) {
            case DISCONNECTED -> ErrorKind.SERVER_UNREACHABLE;
            case CONFLICT -> ErrorKind.TRANSIENT;
            case FAILURE -> ErrorKind.SERVER_MISCONFIGURED;
        };
    }

    /** The five characters, or {@code none}. */
    public static String stateOf(SQLException e) {
        String state = e.getSQLState();
        return state == null ? "none" : state;
    }
}
