package dev.millrace.search.runtime;

import dev.millrace.schema.topics.Topics;
import dev.millrace.search.writer.IndexWriterState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.apache.kafka.streams.KafkaStreams;

/** The indexes as a monitoring system sees them. */
final class IndexMeters {

    private final MeterRegistry registry;
    private final SearchRuntime runtime;
    private final Clock clock;

    private IndexMeters(MeterRegistry registry, SearchRuntime runtime, Clock clock) {
        this.registry = registry;
        this.runtime = runtime;
        this.clock = clock;
    }

    static void register(MeterRegistry registry, SearchRuntime runtime, Clock clock) {
        IndexMeters meters = new IndexMeters(registry, runtime, clock);
        runtime.status().forEach(status -> meters.register(status.index().name()));
        // All indexes have one topic of dead letters.
        FunctionCounter.builder("millrace.dead.letters", runtime, IndexMeters::deadLetters)
                .tag("topic", Topics.deadLetters("search").name())
                .description("Records set aside because they could not be read or converted")
                .register(registry);
    }

    private void register(String index) {
        for (KafkaStreams.State state : KafkaStreams.State.values()) {
            state(index, "application", state.name(), s -> s.application() == state);
        }
        for (IndexWriterState state : IndexWriterState.values()) {
            state(index, "writer", state.name(), s -> s.writer().state() == state);
        }
        Gauge.builder(
                        "millrace.index.lag",
                        runtime,
                        r -> of(r, index).map(s -> (double) s.writer().lag()).orElse(Double.NaN))
                .tag("index", index)
                .baseUnit("records")
                .description("Records of the topic of documents that the writer is behind")
                .register(registry);
        Gauge.builder(
                        "millrace.index.waiting",
                        runtime,
                        r -> of(r, index).map(this::secondsWaiting).orElse(Double.NaN))
                .tag("index", index)
                .baseUnit("seconds")
                .description("How long the writer has been waiting for what it cannot do without")
                .register(registry);
        documents(index, "put", s -> s.writer().written());
        documents(index, "delete", s -> s.writer().deleted());
        documents(index, "superseded", s -> s.writer().superseded());
        counter("millrace.index.restarts", index, IndexStatus::threadsReplaced)
                .tag("index", index)
                .description("Faults after which the application of the index began again")
                .register(registry);
    }

    private double secondsWaiting(IndexStatus status) {
        return status.writer()
                .troubleSince()
                .map(since ->
                        Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1e3))
                .orElse(0.0);
    }

    private void state(String index, String part, String state, Predicate<IndexStatus> is) {
        Gauge.builder(
                        "millrace.index.state",
                        runtime,
                        r -> of(r, index).filter(is).isPresent() ? 1 : 0)
                .tag("index", index)
                .tag("part", part)
                .tag("state", state.toLowerCase(Locale.ROOT))
                .description("1 for what the index's application and its writer do now")
                .register(registry);
    }

    private void documents(String index, String operation, ToLongFunction<IndexStatus> count) {
        counter("millrace.index.documents", index, count)
                .tag("index", index)
                .tag("operation", operation)
                .description("Changes that the index took, or refused as older than what it has")
                .register(registry);
    }

    private FunctionCounter.Builder<SearchRuntime> counter(
            String name, String index, ToLongFunction<IndexStatus> count) {
        return FunctionCounter.builder(
                name, runtime, r -> of(r, index).map(count::applyAsLong).orElse(0L));
    }

    private static double deadLetters(SearchRuntime runtime) {
        return runtime.status().stream()
                .mapToLong(status -> status.writer().deadLetters() + status.unreadable())
                .sum();
    }

    private static Optional<IndexStatus> of(SearchRuntime runtime, String index) {
        return runtime.status().stream().filter(s -> s.index().name().equals(index)).findFirst();
    }
}
