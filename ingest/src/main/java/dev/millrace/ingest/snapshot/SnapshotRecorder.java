package dev.millrace.ingest.snapshot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Keeps the progress of a snapshot for whoever asks, from any thread. */
public final class SnapshotRecorder {

    private List<SnapshotProgress.Table> tables = List.of();
    private long beginNanos = System.nanoTime();
    private long endNanos;
    private long ghostsRemoved;

    public synchronized SnapshotProgress progress() {
        boolean done = tables.stream().allMatch(SnapshotProgress.Table::done);
        return new SnapshotProgress(
                tables,
                Duration.ofNanos((done ? endNanos : System.nanoTime()) - beginNanos),
                ghostsRemoved);
    }

    synchronized void begin(List<SnapshotProgress.Table> expected) {
        tables = List.copyOf(expected);
        beginNanos = System.nanoTime();
        endNanos = beginNanos;
        ghostsRemoved = 0;
    }

    synchronized void copied(String name, long rows) {
        change(
                name,
                table ->
                        new SnapshotProgress.Table(
                                name, table.rowsCopied() + rows, table.rowsExpected(), false));
    }

    /** A copy that was interrupted goes on with this many rows done. */
    synchronized void resumed(String name, long rows) {
        change(name, table -> new SnapshotProgress.Table(name, rows, table.rowsExpected(), false));
    }

    synchronized void tableDone(String name, long ghosts) {
        change(
                name,
                table ->
                        new SnapshotProgress.Table(
                                name, table.rowsCopied(), table.rowsExpected(), true));
        ghostsRemoved += ghosts;
        endNanos = System.nanoTime();
    }

    private void change(String name, UnaryOperator<SnapshotProgress.Table> change) {
        List<SnapshotProgress.Table> changed = new ArrayList<>(tables);
        changed.replaceAll(table -> table.name().equals(name) ? change.apply(table) : table);
        tables = List.copyOf(changed);
    }
}
