package dev.millrace.launcher.pipeline;

import dev.millrace.devstack.DevStack;
import dev.millrace.devstack.DevStackSettings;
import dev.millrace.devstack.Durability;
import dev.millrace.ingest.Ingest;
import dev.millrace.ingest.IngestSettings;
import dev.millrace.launcher.settings.MillraceSettings;
import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.launcher.settings.MillraceSettings.Servers;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.migration.Bootstrap;
import dev.millrace.schema.migration.Migrations;
import dev.millrace.schema.topics.TopicCreation;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.runtime.StreamsRuntime;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The whole pipeline in one process: servers, schema, ingest, stores. Opened step by step, closed
 * in reverse; a step that fails closes what the steps before it opened.
 */
public final class Pipeline implements AutoCloseable {

    private final MillraceSettings settings;
    private final Connections connections;
    private final @Nullable DevStack devStack;
    private @Nullable Ingest ingest;
    private @Nullable StreamsRuntime streams;

    private Pipeline(
            MillraceSettings settings, Connections connections, @Nullable DevStack devStack) {
        this.settings = settings;
        this.connections = connections;
        this.devStack = devStack;
    }

    /**
     * Starts the embedded servers where the settings name no others, and brings roles, database,
     * schema and topics up to date.
     *
     * @param progress told in a few words what is being done
     * @throws PipelineException or {@link dev.millrace.devstack.DevStackException} saying what is
     *     wrong; nothing is left running
     */
    public static Pipeline open(MillraceSettings settings, Consumer<String> progress) {
        Pipeline pipeline =
                switch (settings.servers()) {
                    case Servers.Own own ->
                            new Pipeline(settings, Connections.toOwn(own, settings), null);
                    case Servers.Embedded embedded -> onEmbedded(settings, embedded, progress);
                };
        try {
            progress.accept("schema and topics");
            pipeline.prepare();
            return pipeline;
        } catch (RuntimeException e) {
            pipeline.close();
            throw e;
        }
    }

    private static Pipeline onEmbedded(
            MillraceSettings settings, Servers.Embedded embedded, Consumer<String> progress) {
        progress.accept("PostgreSQL and Kafka");
        DevStack devStack =
                DevStack.start(
                        new DevStackSettings(
                                settings.folder(),
                                embedded.postgresPort(),
                                embedded.kafkaPort(),
                                Durability.SAFE));
        try {
            return new Pipeline(settings, Connections.toEmbedded(devStack, settings), devStack);
        } catch (RuntimeException e) {
            devStack.close();
            throw e;
        }
    }

    private void prepare() {
        connections
                .admin()
                .ifPresent(admin ->
                        Bootstrap.run(
                                admin,
                                connections.database(),
                                connections.passwords().entrySet().stream()
                                        .collect(
                                                Collectors.toMap(
                                                        e -> e.getKey().roleName(),
                                                        Map.Entry::getValue))));
        Migrations.migrate(connections.as(Role.OWNER));
        TopicCreation.createMissing(connections.kafka(), Topics.all());
    }

    /** Starts reading the log; the snapshot or the stream goes on in the background. */
    public void startIngest() {
        ingest =
                Ingest.start(
                        IngestSettings.of(
                                connections.as(Role.CAPTURE),
                                connections.kafka(),
                                settings.slotName(),
                                settings.heartbeatInterval()));
    }

    /** Starts the stores and their writers. */
    public void startStreams() {
        streams =
                StreamsRuntime.start(
                        StreamsSettingsOf.settings(settings, connections),
                        connections.as(Role.WRITER));
    }

    public Connections connections() {
        return connections;
    }

    public Optional<Ingest> ingest() {
        return Optional.ofNullable(ingest);
    }

    public Optional<StreamsRuntime> streams() {
        return Optional.ofNullable(streams);
    }

    public Optional<DevStack> devStack() {
        return Optional.ofNullable(devStack);
    }

    @Override
    public void close() {
        // Reverse order: nothing may write into something that is gone.
        try (DevStack servers = devStack;
                Ingest reader = ingest;
                StreamsRuntime stores = streams) {
            ingest = null;
            streams = null;
        }
    }
}
