package dev.millrace.ingest.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.publication.BadRows;
import dev.millrace.ingest.publication.BadRows.BadRow;
import dev.millrace.ingest.publication.RecordLimits;
import dev.millrace.ingest.publication.SetAsideRows;
import dev.millrace.ingest.snapshot.ChunkWindow.Outcome;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.capture.CapturedTable.ReplicaIdentity;
import dev.millrace.schema.position.Lsn;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkExchangeTest {

    private static final CapturedTable TABLE = table("thing");
    private static final CapturedTable OTHER = table("other");
    private static final byte[] PROGRESS = {};

    private static CapturedTable table(String name) {
        return new CapturedTable(
                "t", name, List.of("id"), Set.of(), ReplicaIdentity.DEFAULT, Optional.empty());
    }

    /**
     * A source in which each transaction gives some keys their next version. It is in the log when
     * it commits, and seen by others at once or a good while later.
     */
    private static final class Source {

        private record Committed(long xid, Lsn end, Map<Integer, Integer> versions) {}

        static final int KEYS = 6;

        final Random random;
        final List<Committed> log = new ArrayList<>();
        final Map<Integer, Integer> newest = new HashMap<>();
        final Map<Integer, Integer> visible = new HashMap<>();
        final TreeMap<Long, Committed> unseen = new TreeMap<>();
        long nextXid = 100;

        Source(Random random) {
            this.random = random;
        }

        void commit() {
            Map<Integer, Integer> versions = new HashMap<>();
            for (int i = 0; i <= random.nextInt(2); i++) {
                int key = random.nextInt(KEYS);
                // Its row is locked until the transaction before is seen.
                if (unseen.values().stream().noneMatch(t -> t.versions().containsKey(key))) {
                    versions.put(key, newest.merge(key, 1, Integer::sum));
                }
            }
            Committed committed = new Committed(nextXid++, new Lsn(10L * nextXid), versions);
            log.add(committed);
            unseen.put(committed.xid(), committed);
            if (random.nextInt(3) > 0) {
                see(committed);
            }
        }

        void seeOne() {
            if (!unseen.isEmpty()) {
                List<Committed> waiting = new ArrayList<>(unseen.values());
                see(waiting.get(random.nextInt(waiting.size())));
            }
        }

        private void see(Committed committed) {
            unseen.remove(committed.xid());
            visible.putAll(committed.versions());
        }

        RowSnapshot snapshot() {
            long[] running = unseen.keySet().stream().mapToLong(x -> x).toArray();
            return new RowSnapshot(
                    running.length == 0 ? nextXid : running[0],
                    nextXid,
                    running,
                    log.isEmpty() ? Lsn.ZERO : log.getLast().end(),
                    0);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void noOlderVersionFollowsANewerOne(long seed) {
        Random random = new Random(seed);
        int readAgain = 0;
        int published = 0;
        for (int round = 0; round < 300; round++) {
            Source source = new Source(random);
            ChunkExchange exchange = exchange();
            Map<Integer, List<Integer>> topic = new HashMap<>();
            int next = 0;
            ChunkWindow window = null;
            for (int step = 0; step < 60; step++) {
                switch (random.nextInt(6)) {
                    case 0, 1 -> source.commit();
                    case 2 -> source.seeOne();
                    case 3, 4 -> {
                        if (next < source.log.size()) {
                            publish(exchange, source.log.get(next++), topic);
                        }
                    }
                    default -> {
                        if (window == null) {
                            window = exchange.open(TABLE);
                        } else if (window.chunk() == null) {
                            window.read(chunk(source.snapshot(), source.visible));
                        }
                    }
                }
                if (window != null && window.outcome().isDone()) {
                    if (window.outcome().join() == Outcome.PUBLISHED) {
                        published++;
                    } else {
                        readAgain++;
                    }
                    window = null;
                }
            }
            while (next < source.log.size()) {
                publish(exchange, source.log.get(next++), topic);
            }
            topic.forEach((key, versions) -> {
                assertThat(versions).as("versions of %s", key).isSorted();
                assertThat(versions.getLast()).isEqualTo(source.newest.get(key));
            });
        }
        assertThat(published).isGreaterThan(100);
        assertThat(readAgain).as("chunks that the log was ahead of").isPositive();
    }

    @Test
    void aChunkWaitsForAllThatItShows() {
        ChunkExchange exchange = exchange();
        ChunkWindow window = exchange.open(TABLE);
        window.read(chunk(new RowSnapshot(9, 9, new long[0], new Lsn(50), 0), Map.of(1, 1)));

        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        exchange.transactionEnded(new Lsn(49), records);
        assertThat(records).isEmpty();
        exchange.transactionEnded(new Lsn(50), records);
        assertThat(records).hasSize(2);
        assertThat(window.outcome()).isNotDone();
        exchange.durable();
        assertThat(window.outcome()).isCompletedWithValue(Outcome.PUBLISHED);
    }

    @Test
    void rowsOfOtherTablesDoNotMatter() {
        ChunkExchange exchange = exchange();
        ChunkWindow window = exchange.open(TABLE);
        window.read(chunk(new RowSnapshot(9, 9, new long[0], new Lsn(50), 0), Map.of(1, 1)));

        exchange.rowPassed(OTHER, key(1));
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        exchange.transactionEnded(new Lsn(50), records);

        assertThat(records).hasSize(2);
    }

    @Test
    void aBadRowThatTheLogPassedIsNotSetAsideAgain() {
        ChunkExchange exchange = exchange();
        ChunkWindow window = exchange.open(TABLE);
        window.read(
                new Chunk(
                        new RowSnapshot(9, 9, new long[0], new Lsn(50), 0),
                        List.of(),
                        List.of(bad(key(1)), bad(key(2)), bad(null)),
                        new ProducerRecord<>("states", PROGRESS)));

        exchange.rowPassed(TABLE, key(1));
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        exchange.transactionEnded(new Lsn(50), records);

        assertThat(records)
                .extracting(ProducerRecord::topic)
                .containsExactly("letters", "letters", "states");
        assertThat(records.getFirst().key()).isEqualTo(key(2));
    }

    @Test
    void whoeverWaitsIsToldOfTheEnd() {
        ChunkExchange exchange = exchange();
        ChunkWindow window = exchange.open(TABLE);

        exchange.close();

        assertThat(window.outcome()).isCompletedWithValue(Outcome.CLOSED);
        assertThat(exchange.open(TABLE).outcome()).isCompletedWithValue(Outcome.CLOSED);
    }

    private static void publish(
            ChunkExchange exchange, Source.Committed committed, Map<Integer, List<Integer>> topic) {
        exchange.transactionBegins(committed.xid());
        committed
                .versions()
                .forEach((key, version) -> {
                    exchange.rowPassed(TABLE, key(key));
                    add(topic, key, version);
                });
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        exchange.transactionEnded(committed.end(), records);
        for (ProducerRecord<byte[], byte[]> record : records) {
            if (!Arrays.equals(record.value(), PROGRESS)) {
                add(topic, record.key()[0], record.value()[0]);
            }
        }
        exchange.durable();
    }

    private static void add(Map<Integer, List<Integer>> topic, int key, int version) {
        topic.computeIfAbsent(key, k -> new ArrayList<>()).add(version);
    }

    private static Chunk chunk(RowSnapshot seen, Map<Integer, Integer> versions) {
        List<Chunk.Row> rows = new ArrayList<>();
        versions.forEach((key, version) ->
                rows.add(
                        new Chunk.Row(
                                ByteBuffer.wrap(key(key)),
                                new ProducerRecord<>(
                                        "topic", key(key), new byte[] {version.byteValue()}))));
        return new Chunk(seen, rows, List.of(), new ProducerRecord<>("states", PROGRESS));
    }

    private static ChunkExchange exchange() {
        return new ChunkExchange(
                new BadRows(
                        false,
                        RecordLimits.everywhere(1_000),
                        new SetAsideRows(),
                        rows -> {},
                        Clock.systemUTC()));
    }

    private static BadRow bad(byte @Nullable [] key) {
        return new BadRow(TABLE, key, new ProducerRecord<>("letters", key, new byte[0]));
    }

    private static byte[] key(int key) {
        return new byte[] {(byte) key};
    }
}
