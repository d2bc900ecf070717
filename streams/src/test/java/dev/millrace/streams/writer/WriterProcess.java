package dev.millrace.streams.writer;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.streams.deadletter.DeadLetterSender;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A table writer in a process of its own, to be killed. */
final class WriterProcess {

    private WriterProcess() {}

    static Process start(WriterFixture fixture) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WriterProcess.class.getName(),
                        fixture.kafka.bootstrapServers(),
                        fixture.database.writer().jdbcUrl(),
                        fixture.database.writer().user(),
                        fixture.database.writer().password().reveal(),
                        fixture.store.name())
                .inheritIO()
                .start();
    }

    public static void main(String[] arguments) throws InterruptedException {
        KafkaSettings kafka = new KafkaSettings(arguments[0], 2, (short) 1);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(arguments[1]);
        config.setUsername(arguments[2]);
        config.setPassword(arguments[3]);
        config.setAutoCommit(false);
        config.setMaximumPoolSize(1);
        DerivedStore store = new DerivedStore(arguments[4], List.of("id"), "updated_at");
        try (HikariDataSource pool = new HikariDataSource(config);
                DeadLetterSender deadLetters = new DeadLetterSender(kafka);
                TableWriter writer =
                        new TableWriter(
                                store,
                                store.name() + ".v1",
                                WriterConsumer.of(kafka, store, "one"),
                                pool,
                                deadLetters,
                                Clock.systemUTC(),
                                Duration.ofMinutes(1),
                                TopicProgress.UNKNOWN)) {
            writer.start();
            new CountDownLatch(1).await();
        }
    }
}
