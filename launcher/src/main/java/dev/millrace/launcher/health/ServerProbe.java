package dev.millrace.launcher.health;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks one server at a fixed interval whether it answers, on a thread of its own. */
final class ServerProbe implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServerProbe.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    /** How long a question waits for its answer. */
    static final Duration ANSWER_PATIENCE = Duration.ofSeconds(5);

    // A question that was lost is asked once more before the server counts as silent.
    private static final Duration SILENCE_MAX = ANSWER_PATIENCE.multipliedBy(2).plus(INTERVAL);

    /** A question to a server. */
    interface Question extends AutoCloseable {

        /** Returns when the server has answered; throws when it has not within its patience. */
        void ask() throws Exception;

        @Override
        void close();
    }

    private final String server;
    private final Question question;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private final long startNanos = System.nanoTime();
    private volatile long answeredNanos = startNanos;
    private volatile boolean answered;

    private ServerProbe(String server, Question question) {
        this.server = server;
        this.question = question;
        this.thread = Thread.ofPlatform().daemon().name("probe-" + server).unstarted(this::run);
    }

    /**
     * Starts asking.
     *
     * @param question asked and closed on the probe's thread
     */
    static ServerProbe start(String server, Question question) {
        ServerProbe probe = new ServerProbe(server, question);
        probe.thread.start();
        return probe;
    }

    PartHealth health() {
        Duration silence = Duration.ofNanos(System.nanoTime() - answeredNanos);
        if (!answered) {
            return PartHealth.notReady(server, "has not answered yet");
        }
        return silence.compareTo(SILENCE_MAX) > 0
                ? PartHealth.notReady(
                        server, "has not answered for %d s".formatted(silence.toSeconds()))
                : PartHealth.ready(server);
    }

    boolean isAlive() {
        return thread.isAlive() || closing.getCount() == 0;
    }

    private void run() {
        boolean told = false;
        try (question) {
            do {
                try {
                    question.ask();
                    answeredNanos = System.nanoTime();
                    answered = true;
                    told = false;
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception e) {
                    if (!told && closing.getCount() > 0) {
                        LOG.atWarn()
                                .addKeyValue("server", server)
                                .addKeyValue("reason", e.toString())
                                .log("server does not answer");
                    }
                    told = true;
                }
            } while (!closing.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
        try {
            thread.join(CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
