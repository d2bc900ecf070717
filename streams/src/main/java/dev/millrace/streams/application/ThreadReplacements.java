package dev.millrace.streams.application;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Decides whether a thread that died is worth replacing: only after a fault that passes, and only
 * so many times in a while, so that a fault that comes back every time ends in a stop that is seen.
 */
final class ThreadReplacements {

    private static final int MOST = 10;
    private static final Duration WITHIN = Duration.ofMinutes(10);

    private final Clock clock;
    private final Deque<Instant> recent = new ArrayDeque<>();

    ThreadReplacements(Clock clock) {
        this.clock = clock;
    }

    synchronized boolean allowsAfter(Throwable error) {
        if (!passes(error)) {
            return false;
        }
        Instant now = clock.instant();
        while (!recent.isEmpty() && recent.peekFirst().isBefore(now.minus(WITHIN))) {
            recent.removeFirst();
        }
        if (recent.size() == MOST) {
            return false;
        }
        recent.addLast(now);
        return true;
    }

    private static boolean passes(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthorizationException) {
                return false;
            }
            if (cause instanceof RetriableException
                    || cause instanceof TimeoutException
                    || cause instanceof java.util.concurrent.TimeoutException) {
                return true;
            }
        }
        return false;
    }
}
