package dev.millrace.streams.writer;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.LoginRefusal;
import java.sql.SQLException;
import java.sql.SQLTransientException;

/** Says what kind of fault an SQL error is, by its SQLSTATE class. */
public final class SqlFaults {

    private SqlFaults() {}

    /** The kind of fault. */
    public static ErrorKind kindOf(SQLException error) {
        String state = stateOf(error);
        if (LoginRefusal.is(state)) {
            return ErrorKind.LOGIN_REFUSED;
        }
        String category = state.length() < 2 ? "" : state.substring(0, 2);
        return switch (category) {
            // The value does not fit the column or the key's index, or a constraint refuses it.
            case "22", "23", "54" -> ErrorKind.RECORD_MALFORMED;
            case "3D", "3F", "42" -> ErrorKind.SERVER_MISCONFIGURED;
            // Connection lost, serialization and deadlock, resources, lock wait, shutdown.
            case "08", "40", "53", "55", "57" -> ErrorKind.TRANSIENT;
            case "" -> ErrorKind.TRANSIENT;
            default ->
                    error instanceof SQLTransientException
                            ? ErrorKind.TRANSIENT
                            : ErrorKind.SERVER_MISCONFIGURED;
        };
    }

    /**
     * The kind of fault for work that nobody repeats: what would pass for others is a server that
     * does not do what it was asked.
     */
    public static ErrorKind kindUnrepeated(SQLException error) {
        ErrorKind kind = kindOf(error);
        return kind == ErrorKind.TRANSIENT ? ErrorKind.SERVER_UNREACHABLE : kind;
    }

    /** The first SQLSTATE on the way to the cause; empty when there is none. */
    private static String stateOf(SQLException error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }
}
