package dev.millrace.batch.launch;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.StepInterruptionPolicy;

/**
 * Where a step may end or rest: Spring Batch asks it before and after each chunk, outside of the
 * chunk's transaction, so that nobody waits for a lock of a step that rests.
 */
final class BetweenChunks implements StepInterruptionPolicy {

    private static final Duration AFTER_BLOCKED = Duration.ofMillis(100);

    private final int rowsPerSecond;
    private final Duration lockPatience;
    private final CountDownLatch closing;

    private long resumeAt = System.nanoTime();
    private long blockedSince = Long.MIN_VALUE;

    /**
     * @param rowsPerSecond rows a second at most; 0 does not hold back
     * @param lockPatience how long a step may fail to get a lock
     * @param closing released when the program ends
     */
    BetweenChunks(int rowsPerSecond, Duration lockPatience, CountDownLatch closing) {
        this.rowsPerSecond = rowsPerSecond;
        this.lockPatience = lockPatience;
        this.closing = closing;
    }

    boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** A chunk did so many rows. */
    void worked(long rows) {
        blockedSince = Long.MIN_VALUE;
        if (rowsPerSecond > 0) {
            resumeAt = System.nanoTime() + rows * 1_000_000_000 / rowsPerSecond;
        }
    }

    /**
     * A chunk did nothing, because a lock was not to be had.
     *
     * @throws PipelineException {@link ErrorKind#TIMED_OUT} when it has been like this for too long
     */
    void blocked() {
        long now = System.nanoTime();
        if (blockedSince == Long.MIN_VALUE) {
            blockedSince = now;
        } else if (now - blockedSince > lockPatience.toNanos()) {
            throw new PipelineException(
                    ErrorKind.TIMED_OUT,
                    "a lock was not to be had for %s; pg_stat_activity shows who holds it"
                            .formatted(lockPatience));
        }
        resumeAt = now + AFTER_BLOCKED.toNanos();
    }

    @Override
    public void checkInterrupted(StepExecution step) throws JobInterruptedException {
        if (step.isTerminateOnly()) {
            throw new JobInterruptedException("stopped on request");
        }
        long pause = resumeAt - System.nanoTime();
        if (pause > 0) {
            try {
                // What is to be done about the end of the program, the next chunk decides.
                boolean ends = closing.await(pause, TimeUnit.NANOSECONDS);
                if (ends) {
                    throw new JobInterruptedException("stopped with the program");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new JobInterruptedException("interrupted");
            }
        }
    }
}
