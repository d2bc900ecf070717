package dev.millrace.streams.freshness;

import java.time.Duration;

/**
 * How often a watch over freshness looks: sooner while somebody in this process waits for what it
 * finds, since each step of a store costs such a wait about one look. A look takes some
 * milliseconds of the watch, of the broker and of the database. Safe for any thread.
 */
public final class LookPace {

    private static final Duration USUAL = Duration.ofMillis(200);
    private static final Duration WAITED_FOR = Duration.ofMillis(80);
    private static final long WAITING_NANOS = Duration.ofSeconds(1).toNanos();

    private volatile long waitedForUntil = System.nanoTime();

    /** Somebody waits now, and will say so again when that goes on. */
    public void isWaitedFor() {
        waitedForUntil = System.nanoTime() + WAITING_NANOS;
    }

    /** From the begin of one look to that of the next. */
    Duration interval() {
        return System.nanoTime() - waitedForUntil < 0 ? WAITED_FOR : USUAL;
    }
}
