package dev.millrace.bench.contestant;

import java.util.Optional;

/** A contestant at work. */
public interface Running extends AutoCloseable {

    /**
     * A stretch of time, in milliseconds since 1970.
     *
     * @param fromMillis when the last change of the warm-up was done
     * @param toMillis when the last change was done
     */
    record Window(long fromMillis, long toMillis) {

        public double seconds() {
            return (toMillis - fromMillis) / 1000.0;
        }
    }

    /** Its process. */
    long pid();

    /**
     * Waits until it has worked off everything that was recorded.
     *
     * @return what is measured, where it knows that itself; else its topic tells
     * @throws dev.millrace.schema.failure.PipelineException when it fails, or gets nowhere
     */
    Optional<Window> awaitEnd() throws InterruptedException;

    /** Ends its process. */
    @Override
    void close();
}
