package dev.millrace.streams.writer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.devstack.testsupport.SharedStack;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.Headers;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import dev.millrace.schema.topics.TopicCreation;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.deadletter.DeadLetterSender;
import dev.millrace.streams.fixture.StreamsDatabase;
import dev.millrace.streams.freshness.LookPace;
import dev.millrace.streams.progress.KafkaOffsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A derived store of its own: a table with a history that notes every version written, a topic, and
 * a producer in place of the store's application.
 */
final class WriterFixture implements AutoCloseable {

    final DerivedStore store;
    final KafkaSettings kafka;
    final StreamsDatabase database;
    final Map<String, Long> expected = new TreeMap<>();

    private final HikariDataSource pool;
    private final DeadLetterSender deadLetters;
    private final KafkaOffsets offsets;
    private final KafkaProducer<byte[], byte[]> producer;

    WriterFixture(StreamsDatabase database) throws SQLException {
        this.database = database;
        String name = "probe_" + SharedStack.get().freshSuffix();
        this.store = new DerivedStore(name, List.of("id"), "updated_at");
        this.kafka = new KafkaSettings(SharedStack.get().kafka().bootstrapServers(), 2, (short) 1);
        TopicCreation.createMissing(
                kafka, List.of(Topics.derived(store), Topics.deadLetters(store.name())));
        database.execute(
                """
                create table derived.%1$s (
                    id text primary key,
                    version bigint not null check (version > 0),
                    updated_at timestamptz not null);
                create table derived.%1$s_history (
                    at bigserial, id text not null, version bigint not null);
                grant usage on sequence derived.%1$s_history_at_seq to millrace_writer;
                create function derived.%1$s_note() returns trigger language plpgsql as $$
                begin
                    insert into derived.%1$s_history (id, version) values (new.id, new.version);
                    return new;
                end $$;
                create trigger note after insert or update on derived.%1$s
                    for each row execute function derived.%1$s_note();
                """
                        .formatted(name));
        this.pool = pool(database);
        this.deadLetters = new DeadLetterSender(kafka);
        this.offsets = new KafkaOffsets(kafka, name);
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                kafka.bootstrapServers(),
                                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                                name),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        producer.initTransactions();
    }

    static HikariDataSource pool(StreamsDatabase database) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.writer().jdbcUrl());
        config.setUsername(database.writer().user());
        config.setPassword(database.writer().password().reveal());
        config.setAutoCommit(false);
        config.setMaximumPoolSize(2);
        return new HikariDataSource(config);
    }

    DataSource pool() {
        return pool;
    }

    /** Deletes the topic with all its records and makes it again. */
    void makeTopicAnew() {
        String topic = Topics.derived(store).name();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        try {
                            admin.deleteTopics(List.of(topic)).all().get();
                            return false;
                        } catch (ExecutionException e) {
                            return e.getCause() instanceof UnknownTopicOrPartitionException;
                        }
                    });
        }
        TopicCreation.createMissing(kafka, List.of(Topics.derived(store)));
    }

    /** A started writer that takes part in the store's group under this name. */
    TableWriter writer(String instanceName) {
        return writer(instanceName, pool);
    }

    TableWriter writer(String instanceName, DataSource connections) {
        return writer(
                instanceName, connections, new KnownProgress(connections, offsets, new LookPace()));
    }

    /** One that knows the position in its topic as the test tells it. */
    TableWriter writer(String instanceName, AtomicReference<Lsn> processed) {
        return writer(
                instanceName,
                pool,
                new TopicProgress() {
                    @Override
                    public Optional<Lsn> processed(DerivedStore store) {
                        return Optional.ofNullable(processed.get());
                    }

                    @Override
                    public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
                        return offsets.ends(partitions).orElseThrow();
                    }
                });
    }

    private TableWriter writer(
            String instanceName, DataSource connections, TopicProgress progress) {
        TableWriter writer =
                new TableWriter(
                        store,
                        processor(),
                        WriterConsumer.of(kafka, store, instanceName),
                        connections,
                        deadLetters,
                        Clock.systemUTC(),
                        Duration.ofMinutes(1),
                        progress);
        writer.start();
        return writer;
    }

    String processor() {
        return store.name() + ".v1";
    }

    /** Publishes versions of keys in one transaction; version 0 is a delete. */
    void publish(Map<String, Long> versions) {
        publish(versions, Optional.empty());
    }

    /** Publishes versions that belong together, with others of the commit perhaps. */
    void publish(Map<String, Long> versions, Lsn commit) {
        publish(versions, Optional.of(commit));
    }

    private void publish(Map<String, Long> versions, Optional<Lsn> together) {
        producer.beginTransaction();
        versions.forEach((id, version) ->
                send(
                        id,
                        version == 0
                                ? null
                                : "{\"id\":\"%s\",\"version\":%d}".formatted(id, version),
                        1_000_000L * version,
                        together));
        producer.commitTransaction();
        versions.forEach((id, version) -> {
            if (version == 0) {
                expected.remove(id);
            } else {
                expected.put(id, version);
            }
        });
    }

    /** Publishes one value as it is. */
    void publishRaw(String id, String value) {
        producer.beginTransaction();
        send(id, value, 1_000_000L, Optional.empty());
        producer.commitTransaction();
    }

    private void send(
            String id, @Nullable String value, long commitMicros, Optional<Lsn> together) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        Topics.derived(store).name(),
                        RowKeySerde.toBytes(RowKey.of(id)),
                        value == null ? null : value.getBytes(UTF_8));
        record.headers()
                .add(Headers.OPERATION, "u".getBytes(UTF_8))
                .add(Headers.COMMIT_TIME, Long.toString(commitMicros).getBytes(UTF_8));
        together.ifPresent(commit ->
                record.headers().add(Headers.TOGETHER, commit.toString().getBytes(UTF_8)));
        producer.send(record);
    }

    /** The table as key and version. */
    Map<String, Long> table() throws SQLException {
        Map<String, Long> table = new TreeMap<>();
        for (String row :
                database.rows("select id, version from %s".formatted(store.qualifiedName()))) {
            String[] columns = row.split("\\|");
            table.put(columns[0], Long.parseLong(columns[1]));
        }
        return table;
    }

    /** Versions that were written more than once, or after a later one of their key. */
    List<String> repeatedWrites() throws SQLException {
        return database.rows(
                """
                select id, version from (
                    select id, version, lag(version) over (partition by id order by at) before
                      from %s_history) h
                 where version <= before
                """
                        .formatted(store.qualifiedName()));
    }

    @Override
    public void close() {
        producer.close();
        deadLetters.close();
        offsets.close();
        pool.close();
    }
}
