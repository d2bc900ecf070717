package dev.millrace.ingest.source;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.LoginRefusal;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Objects;
import javax.net.ssl.SSLException;

/** Names what the failures of the source mean. */
public final class SourceFailures {

    private static final String NO_SUCH_DATABASE = "3D000";
    private static final String NOT_PERMITTED = "42501";
    private static final String SLOT_ACTIVE = "55006";
    private static final String NO_FREE_SLOT = "53400";

    private SourceFailures() {}

    /**
     * The named form of a failure.
     *
     * @param doing what was being done, for the message
     */
    public static PipelineException of(Throwable failure, DatabaseSettings capture, String doing) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case PipelineException named -> {
                    return named;
                }
                case SQLException sql -> {
                    return of(sql, failure, capture, doing);
                }
                case IOException io -> {
                    return unreachable(capture, doing, failure);
                }
                default -> {
                    // Look further down the chain.
                }
            }
        }
        return new PipelineException(
                ErrorKind.TRANSIENT, doing + " failed: " + failure.getMessage(), failure);
    }

    private static PipelineException of(
            SQLException sql, Throwable failure, DatabaseSettings capture, String doing) {
        String state = Objects.requireNonNullElse(sql.getSQLState(), "");
        if (LoginRefusal.is(sql)) {
            return new PipelineException(
                    ErrorKind.LOGIN_REFUSED,
                    where(capture)
                            + " refused the login of "
                            + capture.user()
                            + ": "
                            + sql.getMessage(),
                    failure);
        }
        if (isUntrusted(sql)) {
            return new PipelineException(
                    ErrorKind.SERVER_MISCONFIGURED,
                    where(capture)
                            + " shows no certificate that database.ssl-mode "
                            + capture.tls().mode().text()
                            + " accepts: "
                            + sql.getMessage(),
                    failure);
        }
        // 57P01 to 57P03: the server is stopping or starting.
        if (state.startsWith("08") || state.startsWith("57P0")) {
            return unreachable(capture, doing, failure);
        }
        ErrorKind kind =
                switch (state) {
                    case NO_SUCH_DATABASE, NOT_PERMITTED, NO_FREE_SLOT ->
                            ErrorKind.SERVER_MISCONFIGURED;
                    case SLOT_ACTIVE -> ErrorKind.SLOT_IN_USE;
                    default -> ErrorKind.TRANSIENT;
                };
        return new PipelineException(
                kind, doing + " at " + where(capture) + " failed: " + sql.getMessage(), failure);
    }

    private static boolean isUntrusted(SQLException sql) {
        for (Throwable cause = sql.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return true;
            }
        }
        return false;
    }

    private static PipelineException unreachable(
            DatabaseSettings capture, String doing, Throwable failure) {
        return new PipelineException(
                ErrorKind.SERVER_UNREACHABLE,
                where(capture) + " does not answer (" + doing + ")",
                failure);
    }

    private static String where(DatabaseSettings capture) {
        return "PostgreSQL at " + capture.host() + ":" + capture.port() + "/" + capture.database();
    }
}
