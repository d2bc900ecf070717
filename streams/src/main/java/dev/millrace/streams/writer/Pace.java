package dev.millrace.streams.writer;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When a writer may write again. Of the time it spends a tenth in the database at most, so that one
 * that is slow to answer, since an application keeps it busy, is asked less often, for more rows at
 * once: of a row that changes again meanwhile only the last version is written.
 *
 * <p>Who is behind does not wait: a large batch has its rows together already.
 */
final class Pace {

    /** From so many records on a batch is large: as many as one reading brings. */
    static final int LARGE = 500;

    static final Duration LONGEST = Duration.ofMillis(500);
    private static final int PAUSES_PER_WRITE = 9;

    private final LongSupplier nanoTime;
    private long notBefore;

    Pace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.notBefore = nanoTime.getAsLong();
    }

    /** Whether the pause is over. */
    boolean isOver() {
        return nanoTime.getAsLong() - notBefore >= 0;
    }

    /**
     * A batch has just been written.
     *
     * @param began when, by the same clock
     */
    void wrote(int records, long began) {
        long now = nanoTime.getAsLong();
        long pause = Math.min((now - began) * PAUSES_PER_WRITE, LONGEST.toNanos());
        notBefore = records < LARGE ? now + pause : now;
    }

    long now() {
        return nanoTime.getAsLong();
    }
}
