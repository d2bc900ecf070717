package dev.millrace.streams.application;

import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** Counts what an application reads from its changelogs. */
final class RestoredRecords implements StateRestoreListener {

    private final LongAdder records;

    RestoredRecords(LongAdder records) {
        this.records = records;
    }

    @Override
    public void onBatchRestored(TopicPartition changelog, String store, long end, long count) {
        records.add(count);
    }

    @Override
    public void onRestoreStart(TopicPartition changelog, String store, long begin, long end) {
        // Counted as they come.
    }

    @Override
    public void onRestoreEnd(TopicPartition changelog, String store, long total) {
        // Counted as they came.
    }
}
