package dev.millrace.ingest.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.topics.RowKeySerde;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Takes entries, or throws what is put on it. */
final class RecordingListener implements LogListener {

    final List<LogEntry> entries = Collections.synchronizedList(new ArrayList<>());
    final List<Integer> batches = new CopyOnWriteArrayList<>();
    final List<Optional<Throwable>> ends = new CopyOnWriteArrayList<>();
    volatile Optional<RuntimeException> fault = Optional.empty();

    @Override
    public void accept(List<LogEntry> taken) {
        fault.ifPresent(failure -> {
            throw failure;
        });
        entries.addAll(taken);
        batches.add(taken.size());
    }

    @Override
    public void ended(Optional<Throwable> failure) {
        ends.add(failure);
    }

    /** Each change of schema {@code t} as its operation and the first value of its key. */
    List<String> rows() {
        return told(change -> RowKeySerde.fromBytes(change.row().keyBytes()).value(0));
    }

    /** Each change as its operation and the whole row, or the key of one that went. */
    List<String> images() {
        return told(change ->
                new String(
                        change.operation() == LogEntry.Operation.DELETED
                                ? change.row().keyBytes()
                                : change.row().valueBytes(),
                        StandardCharsets.UTF_8));
    }

    Optional<Lsn> lastCommit() {
        return List.copyOf(entries).stream()
                .filter(LogEntry.Commit.class::isInstance)
                .map(LogEntry.Commit.class::cast)
                .map(LogEntry.Commit::endLsn)
                .reduce((first, second) -> second);
    }

    void assertTransactionsAreWhole() {
        Optional<Long> open = Optional.empty();
        for (LogEntry entry : entries) {
            switch (entry) {
                case LogEntry.Begin begin -> {
                    assertThat(open).isEmpty();
                    open = Optional.of(begin.xid());
                }
                case LogEntry.Change change -> assertThat(open).hasValue(change.xid());
                case LogEntry.Commit commit -> {
                    assertThat(open).hasValue(commit.xid());
                    open = Optional.empty();
                }
            }
        }
    }

    private List<String> told(Function<LogEntry.Change, String> image) {
        return List.copyOf(entries).stream()
                .filter(LogEntry.Change.class::isInstance)
                .map(LogEntry.Change.class::cast)
                .filter(change -> change.row().shape().table().schema().equals("t"))
                .map(change -> change.operation() + " " + image.apply(change))
                .toList();
    }
}
