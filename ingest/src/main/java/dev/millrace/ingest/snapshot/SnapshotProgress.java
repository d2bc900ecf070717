package dev.millrace.ingest.snapshot;

import java.time.Duration;
import java.util.List;

/**
 * How far the first copy is.
 *
 * @param tables in the order in which they are copied
 * @param elapsed since the copy began
 * @param ghostsRemoved keys of earlier copies that the tables do not hold any more
 */
public record SnapshotProgress(List<Table> tables, Duration elapsed, long ghostsRemoved) {

    /**
     * One table's progress.
     *
     * @param name qualified name
     * @param rowsCopied rows that are durable in the topic
     * @param rowsExpected how many there are, estimated before the table's turn
     * @param done whether it is copied whole
     */
    public record Table(String name, long rowsCopied, long rowsExpected, boolean done) {}

    public SnapshotProgress {
        tables = List.copyOf(tables);
    }

    public long rowsCopied() {
        return tables.stream().mapToLong(Table::rowsCopied).sum();
    }

    public long rowsExpected() {
        return tables.stream().mapToLong(Table::rowsExpected).sum();
    }

    /** Rows a second since the copy began. */
    public double rowsPerSecond() {
        return elapsed.isZero() ? 0 : rowsCopied() * 1e9 / elapsed.toNanos();
    }
}
