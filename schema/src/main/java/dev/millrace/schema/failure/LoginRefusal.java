package dev.millrace.schema.failure;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Tells a login that PostgreSQL does not accept from a server that does not answer. */
public final class LoginRefusal {

    /** What the driver says itself when the server asks for a password and there is none. */
    private static final String NO_PASSWORD = "08004";

    private LoginRefusal() {}

    /** Whether this SQLSTATE means that user name or password are refused; null means no state. */
    public static boolean is(@Nullable String sqlState) {
        return sqlState != null && (sqlState.startsWith("28") || sqlState.equals(NO_PASSWORD));
    }

    /** Whether the error means that user name or password are refused. */
    public static boolean is(SQLException error) {
        return is(error.getSQLState());
    }
}
