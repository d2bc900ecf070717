package dev.millrace.ingest.metrics;

import dev.millrace.ingest.log.LogEntry;
import dev.millrace.ingest.log.LogEntry.Operation;
import dev.millrace.ingest.publication.PublicationListener;
import dev.millrace.ingest.rows.TableShape;
import dev.millrace.schema.topics.RowFormat;
import io.micrometer.core.instrument.Counter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts in plain fields while a batch is put together, and hands the sums to the meters when it is
 * durable: per change this costs a comparison and an increment, and nothing is allocated.
 */
final class PublicationCounts implements PublicationListener {

    private static final int OPERATIONS = Operation.values().length;

    /** The changes of one table that wait for the batch to be durable. */
    private static final class TableCounts {
        final Counter[] counters;
        final long[] waiting = new long[OPERATIONS];
        boolean touched;

        TableCounts(Counter[] counters) {
            this.counters = counters;
        }
    }

    private final PublicationMeters meters;
    private final Clock clock;

    // A table's shape is one object as long as its columns stay.
    private final Map<TableShape, TableCounts> tables = new IdentityHashMap<>();
    private final List<TableCounts> touched = new ArrayList<>();
    private @Nullable TableShape lastShape;
    private @Nullable TableCounts lastCounts;

    private long changes;
    private int transactions;
    private long[] sizes = new long[64];
    private long[] commits = new long[64];

    PublicationCounts(PublicationMeters meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public void change(LogEntry.Change change) {
        TableCounts table = countsOf(change.row().shape());
        table.waiting[change.operation().ordinal()]++;
        if (!table.touched) {
            table.touched = true;
            touched.add(table);
        }
        changes++;
    }

    @Override
    public void transactionEnds(long size, long commitMicros) {
        if (transactions == sizes.length) {
            sizes = Arrays.copyOf(sizes, 2 * transactions);
            commits = Arrays.copyOf(commits, 2 * transactions);
        }
        sizes[transactions] = size;
        commits[transactions] = commitMicros;
        transactions++;
    }

    @Override
    public void durable(long kafkaNanos) {
        meters.kafkaCommit().record(kafkaNanos, TimeUnit.NANOSECONDS);
        meters.batchChanges().record(changes);
        for (TableCounts table : touched) {
            for (int i = 0; i < OPERATIONS; i++) {
                if (table.waiting[i] > 0) {
                    table.counters[i].increment(table.waiting[i]);
                    table.waiting[i] = 0;
                }
            }
            table.touched = false;
        }
        long now = RowFormat.microsOf(clock.instant());
        for (int i = 0; i < transactions; i++) {
            meters.transactionChanges().record(sizes[i]);
            meters.latency().record(Math.max(0, now - commits[i]), TimeUnit.MICROSECONDS);
        }
        touched.clear();
        changes = 0;
        transactions = 0;
    }

    private TableCounts countsOf(TableShape shape) {
        TableCounts last = lastCounts;
        if (last != null && shape == lastShape) {
            return last;
        }
        TableCounts counts = tables.get(shape);
        if (counts == null) {
            counts = new TableCounts(meters.events(shape.table().qualifiedName()));
            tables.put(shape, counts);
        }
        lastShape = shape;
        lastCounts = counts;
        return counts;
    }
}
