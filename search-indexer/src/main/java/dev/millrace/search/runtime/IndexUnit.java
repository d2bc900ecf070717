package dev.millrace.search.runtime;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import dev.millrace.search.writer.IndexWriter;
import dev.millrace.search.writer.WriterTimes;
import dev.millrace.streams.application.ApplicationRunner;
import dev.millrace.streams.deadletter.DeadLetterSender;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.OptionalInt;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One index in this process: its application and its writer, which fail apart from all others. */
final class IndexUnit implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IndexUnit.class);

    private final IndexApplication application;
    private final ApplicationRunner runner;
    private final IndexWriter writer;
    private @Nullable AutoCloseable metrics;

    /** What all units of the process share. */
    record Surroundings(
            SearchIndexerSettings settings,
            String instanceName,
            ElasticsearchClient client,
            DeadLetterSender deadLetters,
            Beginnings beginnings,
            Clock clock) {}

    /** Makes a unit of which nothing runs yet. */
    IndexUnit(Surroundings around, IndexApplication application) {
        this.application = application;
        this.runner =
                new ApplicationRunner(
                        application.asRun(),
                        around.settings().applications(),
                        around.instanceName(),
                        around.clock(),
                        OptionalInt.empty());
        this.writer =
                new IndexWriter(
                        application.index(),
                        around.client(),
                        around.settings().search(),
                        around.settings().kafka(),
                        around.deadLetters(),
                        around.instanceName(),
                        around.clock(),
                        WriterTimes.defaults(),
                        () -> around.beginnings().tell(application.index()));
    }

    void start() {
        runner.start();
        writer.start();
    }

    /** Shows the metrics of Kafka's clients, until it is closed. */
    void bindMetrics(MeterRegistry registry, ScheduledExecutorService scheduler) {
        metrics = runner.bindMetrics(registry, scheduler);
    }

    IndexStatus status() {
        return new IndexStatus(
                application.index(),
                runner.state(),
                runner.failure(),
                runner.threadsReplaced(),
                runner.deadLetters(),
                writer.status());
    }

    @Override
    public void close() {
        AutoCloseable bound = metrics;
        if (bound != null) {
            try {
                bound.close();
            } catch (Exception e) {
                LOG.atWarn().setCause(e).log("metrics did not close cleanly");
            }
        }
        Thread stopping = Thread.ofVirtual().start(runner::close);
        writer.close();
        try {
            stopping.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
