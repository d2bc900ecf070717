package dev.millrace.launcher.command;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/**
 * Ctrl-C, SIGTERM and a closed terminal as a request to end. The command sees the request and
 * closes what it has opened; when that takes longer than ten seconds the process ends all the same.
 */
final class StopSignal {

    /** Longest time between a request to terminate and the end of the process. */
    private static final Duration GRACE = Duration.ofMillis(9_500);

    private static final int TERMINATED = 143;
    private static final int INTERRUPTED = 130;

    private final CountDownLatch requested = new CountDownLatch(1);
    private final AtomicBoolean terminated = new AtomicBoolean();

    private StopSignal() {}

    /** From here on the signals of this process are requests. */
    static StopSignal listen() {
        StopSignal stop = new StopSignal();
        Signal.handle(new Signal("INT"), signal -> stop.interrupt());
        Signal.handle(new Signal("TERM"), signal -> stop.terminate(TERMINATED));
        Signal.handle(new Signal("HUP"), signal -> stop.terminate(TERMINATED));
        return stop;
    }

    boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** Whether the process must end now, without finishing what a first Ctrl-C lets it finish. */
    boolean isTerminated() {
        return terminated.get();
    }

    /** Waits for a request; true when there is one. */
    boolean await(Duration patience) {
        try {
            return requested.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void interrupt() {
        // The first Ctrl-C asks for an orderly end, the second one insists.
        if (isRequested()) {
            terminate(INTERRUPTED);
        } else {
            requested.countDown();
        }
    }

    private void terminate(int exitCode) {
        if (terminated.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("last-resort").start(() -> endAfterGrace(exitCode));
        }
        requested.countDown();
    }

    private static void endAfterGrace(int exitCode) {
        try {
            TimeUnit.MILLISECONDS.sleep(GRACE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(exitCode);
    }
}
