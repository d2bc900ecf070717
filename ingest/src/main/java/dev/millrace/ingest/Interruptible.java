package dev.millrace.ingest;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Runs work that blocks without listening to interrupts, and cancels it when interrupted. */
final class Interruptible {

    // Clients of Kafka do not like to be interrupted: first they may notice by themselves.
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private Interruptible() {}

    /**
     * Runs the work on a thread of its own and waits for it.
     *
     * @param cancel makes the work end soon
     * @throws InterruptedException when interrupted, after the work has ended
     */
    static <T> T call(String name, Callable<T> work, Runnable cancel) throws InterruptedException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = Thread.ofPlatform().name(name).start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            cancel.run();
            if (!thread.join(PATIENCE)) {
                thread.interrupt();
                thread.join();
            }
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            if (e.getCause() instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
