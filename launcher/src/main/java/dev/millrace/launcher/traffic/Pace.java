package dev.millrace.launcher.traffic;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Hands out the moments at which transactions start, evenly spaced. Who falls behind by more than
 * the backlog limit loses what was missed: after a pause there is no flood.
 */
final class Pace {

    private static final long BACKLOG_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final long intervalNanos;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private long nextNanos;

    /**
     * @param startNanos moment of the first transaction, on the clock of {@link System#nanoTime}
     */
    Pace(int perSecond, long startNanos) {
        this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.nextNanos = startNanos;
    }

    /** The next moment; it may have passed. */
    synchronized long reserve(long nowNanos) {
        if (nowNanos - nextNanos > BACKLOG_NANOS) {
            nextNanos = nowNanos - BACKLOG_NANOS;
        }
        long slot = nextNanos;
        nextNanos += intervalNanos;
        return slot;
    }

    /** Waits for the next moment; false when the traffic was stopped instead. */
    boolean awaitTurn() throws InterruptedException {
        long now = System.nanoTime();
        return pause(reserve(now) - now);
    }

    /** Waits for so long; false when the traffic was stopped. */
    boolean pause(long nanos) throws InterruptedException {
        return !stopped.await(nanos, TimeUnit.NANOSECONDS);
    }

    void stop() {
        stopped.countDown();
    }

    boolean isStopped() {
        return stopped.getCount() == 0;
    }
}
