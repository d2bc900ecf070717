package dev.millrace.batch.launch;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What the jobs of this process did, for whoever watches it. */
final class JobMeters {

    private final MeterRegistry registry;
    private final Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> completedAt = new ConcurrentHashMap<>();

    JobMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void began(String job) {
        running.computeIfAbsent(
                        job,
                        name ->
                                registry.gauge(
                                        "millrace.batch.running",
                                        Tags.of("job", name),
                                        new AtomicInteger()))
                .incrementAndGet();
    }

    void ended(String job, Outcome outcome, Duration duration) {
        running.getOrDefault(job, new AtomicInteger(1)).decrementAndGet();
        registry.timer("millrace.batch.duration", "job", job, "outcome", outcome.text())
                .record(duration);
        if (outcome == Outcome.COMPLETED) {
            completedAt
                    .computeIfAbsent(
                            job,
                            name ->
                                    registry.gauge(
                                            "millrace.batch.completed.time",
                                            Tags.of("job", name),
                                            new AtomicLong(),
                                            millis -> millis.get() / 1e3))
                    .set(System.currentTimeMillis());
        }
    }

    /** Rows of a chunk; counted just before it commits. */
    void rows(String job, long rows) {
        registry.counter("millrace.batch.rows", "job", job).increment(rows);
    }
}
