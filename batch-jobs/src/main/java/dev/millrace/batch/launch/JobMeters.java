package dev.millrace.batch.launch;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What the jobs of this process did, for whoever watches it. */
final class JobMeters {

    private final MeterRegistry registry;
    private final Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> completedAt = new ConcurrentHashMap<>();

    /**
     * @param jobs whose meters are there from the beginning, so that none is missing until it is
     *     due
     */
    JobMeters(MeterRegistry registry, Collection<String> jobs) {
        this.registry = registry;
        jobs.forEach(job -> {
            running(job);
            completedAt(job);
            rows(job, 0);
            timer(job, Outcome.COMPLETED);
        });
    }

    void began(String job) {
        running(job).incrementAndGet();
    }

    void ended(String job, Outcome outcome, Duration duration) {
        running(job).decrementAndGet();
        timer(job, outcome).record(duration);
        if (outcome == Outcome.COMPLETED) {
            completedAt(job).set(System.currentTimeMillis());
        }
    }

    /** Rows of a chunk; counted just before it commits. */
    void rows(String job, long rows) {
        registry.counter("millrace.batch.rows", "job", job).increment(rows);
    }

    private AtomicInteger running(String job) {
        return running.computeIfAbsent(
                job,
                name ->
                        registry.gauge(
                                "millrace.batch.running",
                                Tags.of("job", name),
                                new AtomicInteger()));
    }

    private AtomicLong completedAt(String job) {
        return completedAt.computeIfAbsent(
                job,
                name ->
                        registry.gauge(
                                "millrace.batch.completed.time",
                                Tags.of("job", name),
                                new AtomicLong(),
                                millis -> millis.get() / 1e3));
    }

    private Timer timer(String job, Outcome outcome) {
        return registry.timer("millrace.batch.duration", "job", job, "outcome", outcome.text());
    }
}
