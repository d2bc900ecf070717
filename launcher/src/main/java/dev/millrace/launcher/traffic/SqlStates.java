package dev.millrace.launcher.traffic;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/** What an SQL error means to an application that goes on. */
final class SqlStates {

    enum Meaning {
        /** Somebody else was first: give this transaction up and do the next. */
        CONFLICT,
        /** The connection is gone or cannot be had: get another. */
        DISCONNECTED,
        /** Wrong: worth a report. */
        FAILURE
    }

    /** Unique, foreign key; serialization failure, deadlock, lock not available. */
    private static final Set<String> CONFLICTS =
            Set.of("23505", "23503", "40001", "40P01", "55P03");

    /** Connection exceptions, operator intervention by shutdown, too many connections. */
    private static final Set<String> DISCONNECTIONS = Set.of("57P01", "57P02", "57P03", "53300");

    private SqlStates() {}

    static Meaning meaningOf(SQLException e) {
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

    /** The five characters, or {@code none}. */
    static String stateOf(SQLException e) {
        String state = e.getSQLState();
        return state == null ? "none" : state;
    }
}
