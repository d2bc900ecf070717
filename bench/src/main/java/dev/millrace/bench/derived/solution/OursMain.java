package dev.millrace.bench.derived.solution;

import dev.millrace.bench.contestant.ChildArguments;
import dev.millrace.ingest.Ingest;
import dev.millrace.ingest.IngestSettings;
import dev.millrace.ingest.IngestStatus;
import dev.millrace.schema.capture.CapturedTables;
import dev.millrace.schema.roles.DatabaseRoles;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.streams.runtime.StoreApplication;
import dev.millrace.streams.runtime.StoreApplications;
import dev.millrace.streams.runtime.StreamsRuntime;
import dev.millrace.streams.runtime.StreamsSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Our ingest and our stores in one process, as {@code up} runs them, with default settings. */
final class OursMain {

    static final String STARTED = "ours started";
    static final String FAILED = "ours failed";

    private OursMain() {}

    /**
     * Arguments as {@link ChildArguments} writes them, then the folder of the state, then the port
     * of the server whose log is read, then the stores to run; without any, all.
     */
    public static void main(String[] arguments) throws InterruptedException {
        List<String> rest = ChildArguments.rest(arguments);
        List<String> names = rest.subList(2, rest.size());
        List<StoreApplication> applications =
                StoreApplications.all().stream()
                        .filter(application ->
                                names.isEmpty() || names.contains(application.store().name()))
                        .toList();
        DatabaseSettings capture = ChildArguments.capture(arguments);
        KafkaSettings kafka = ChildArguments.kafka(arguments);
        IngestSettings ingestSettings =
                new IngestSettings(
                                capture,
                                kafka,
                                ChildArguments.slot(arguments),
                                IngestSettings.DEFAULT_PUBLICATION,
                                CapturedTables.all(),
                                IngestSettings.DEFAULT_HEARTBEAT_INTERVAL,
                                // A killed process leaves its slot held until PostgreSQL notices.
                                IngestSettings.DEFAULT_SLOT_PATIENCE,
                                IngestSettings.of(capture, kafka).logReader())
                        .withLogOf(
                                new DatabaseSettings(
                                        capture.host(),
                                        Integer.parseInt(rest.get(1)),
                                        capture.database(),
                                        capture.user(),
                                        capture.password()));
        // Beside each other, as ./millrace up does.
        CompletableFuture<StreamsRuntime> starting =
                CompletableFuture.supplyAsync(
                        () ->
                                StreamsRuntime.start(
                                        StreamsSettings.defaults(kafka, Path.of(rest.getFirst())),
                                        capture.as(DatabaseRoles.WRITER, capture.password()),
                                        applications),
                        start -> Thread.ofPlatform().name("start-streams").start(start));
        try (Ingest ingest = Ingest.start(ingestSettings);
                StreamsRuntime streams = starting.join()) {
            System.out.println(STARTED);
            Thread.ofPlatform().daemon().name("failures").start(() -> watch(ingest, streams));
            ChildArguments.awaitEndOfInput();
        }
        System.exit(0);
    }

    private static void watch(Ingest ingest, StreamsRuntime streams) {
        try {
            while (true) {
                Thread.sleep(500);
                if (ingest.status().phase() == IngestStatus.Phase.FAILED) {
                    fail("ingest: " + ingest.status().failure());
                }
                streams.statusWithoutLag()
                        .forEach(store ->
                                store.failure()
                                        .ifPresent(reason ->
                                                fail(
                                                        "store "
                                                                + store.store().name()
                                                                + ": "
                                                                + reason)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void fail(String reason) {
        System.err.println(FAILED + " " + reason);
        Runtime.getRuntime().halt(1);
    }
}
