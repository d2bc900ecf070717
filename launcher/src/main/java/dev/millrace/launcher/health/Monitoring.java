package dev.millrace.launcher.health;

import dev.millrace.launcher.pipeline.Pipeline;
import dev.millrace.launcher.settings.MillraceSettings;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Health and metrics of this process on one HTTP port. Opened before anything else, so that whoever
 * watches the process can tell starting from dead; closed last.
 */
public final class Monitoring implements AutoCloseable {

    private final ProcessHealth health;
    private final ProcessMeters meters;
    private final HealthServer server;
    private final Path addressFile;

    private Monitoring(
            ProcessHealth health, ProcessMeters meters, HealthServer server, Path addressFile) {
        this.health = health;
        this.meters = meters;
        this.server = server;
        this.addressFile = addressFile;
    }

    /**
     * Starts answering; until {@link #watch} the process is not ready.
     *
     * @param command the name of the command, for {@code status}
     * @param duties what the process is there for
     * @throws PipelineException when the port cannot be had
     */
    public static Monitoring start(MillraceSettings settings, String command, Set<Duty> duties) {
        ProcessHealth health =
                new ProcessHealth(
                        duties, settings.runningStores(), settings.search().runningIndexes());
        ProcessMeters meters = new ProcessMeters(health);
        HealthServer server = null;
        try {
            server = HealthServer.start(settings.http(), health, meters.registry()::scrape);
            Path file = HealthAddresses.write(settings.folder(), command, server.url());
            return new Monitoring(health, meters, server, file);
        } catch (IOException | RuntimeException e) {
            if (server != null) {
                server.close();
            }
            meters.close();
            throw e instanceof RuntimeException known
                    ? known
                    : new PipelineException(
                            ErrorKind.DISK_UNWRITABLE,
                            "the address of health and metrics cannot be written into %s: %s"
                                    .formatted(settings.folder(), e.getMessage()),
                            e);
        }
    }

    /** Where the pipeline's meters belong. */
    public MeterRegistry registry() {
        return meters.registry();
    }

    /** The pipeline whose servers run, and whose roles are about to start. */
    public void watch(Pipeline pipeline) {
        health.watch(pipeline);
    }

    /** Where health and metrics are: {@code http://host:port}. */
    public String url() {
        return server.url();
    }

    @Override
    public void close() {
        HealthAddresses.remove(addressFile);
        server.close();
        health.close();
        meters.close();
    }
}
