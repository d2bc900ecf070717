package dev.millrace.search.connection;

import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.transport.TransportException;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a failed request to the search server means for who sent it. */
public final class SearchFaults {

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY_REQUESTS = 429;

    private SearchFaults() {}

    /**
     * The failure of a whole request.
     *
     * @param what what failed, for the message
     */
    public static PipelineException of(String what, Exception failure) {
        ErrorKind kind = kindOf(failure);
        if (isCausedBy(failure, CertificateException.class)) {
            return new PipelineException(
                    kind,
                    what
                            + ": the search server's certificate is not trusted, name who vouches for it in search.root-certificate: "
                            + reasonOf(failure),
                    failure);
        }
        String server =
                switch (kind) {
                    case LOGIN_REFUSED -> "the search server refuses the login or the right: ";
                    case SERVER_UNREACHABLE -> "the search server does not answer: ";
                    case SERVER_MISCONFIGURED -> "the search server cannot be used as it is: ";
                    default -> "";
                };
        return new PipelineException(kind, what + ": " + server + reasonOf(failure), failure);
    }

    private static ErrorKind kindOf(Exception failure) {
        if (isCausedBy(failure, SSLException.class)) {
            return ErrorKind.SERVER_MISCONFIGURED;
        }
        return switch (failure) {
            case ElasticsearchException refusal -> kindOf(refusal.status(), refusal.error().type());
            case TransportException odd when odd.response() != null ->
                    kindOf(odd.statusCode(), null);
            default -> ErrorKind.SERVER_UNREACHABLE;
        };
    }

    private static boolean isCausedBy(Exception failure, Class<? extends Exception> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static ErrorKind kindOf(int status, @Nullable String type) {
        if (passes(status, type)) {
            return ErrorKind.TRANSIENT;
        }
        return status == UNAUTHORIZED || status == FORBIDDEN
                ? ErrorKind.LOGIN_REFUSED
                : ErrorKind.SERVER_MISCONFIGURED;
    }

    /**
     * Whether an error passes by itself or once somebody has made room: too many requests, a server
     * that starts or has lost a shard, a full disk, an index that was closed to writes.
     *
     * @param status HTTP status of a request or of an item in it
     * @param type the server's name of the error, if it has one
     */
    public static boolean passes(int status, @Nullable String type) {
        return isBlocked(type) || status == TOO_MANY_REQUESTS || status >= 500;
    }

    /** Whether an index was closed to writes, as the server does when its disk is full. */
    public static boolean isBlocked(@Nullable String type) {
        return "cluster_block_exception".equals(type);
    }

    private static String reasonOf(Exception failure) {
        if (failure instanceof ElasticsearchException refusal) {
            return "%d %s, %s"
                    .formatted(refusal.status(), refusal.error().type(), refusal.error().reason());
        }
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return String.valueOf(deepest);
    }
}
