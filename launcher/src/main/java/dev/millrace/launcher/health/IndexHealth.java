package dev.millrace.launcher.health;

import dev.millrace.schema.search.SearchIndex;
import dev.millrace.search.runtime.IndexStatus;
import dev.millrace.search.writer.IndexWriterState;
import java.util.Locale;
import org.apache.kafka.streams.KafkaStreams;

/** Whether an index is filled: application and writer both run, or another process writes it. */
final class IndexHealth {

    private IndexHealth() {}

    /** The states alone: a reason may quote what a server said of a document, status has it. */
    static PartHealth of(IndexStatus status) {
        String name = nameOf(status.index());
        if (status.application() != KafkaStreams.State.RUNNING) {
            return PartHealth.notReady(name, "its application is " + words(status.application()));
        }
        IndexWriterState writer = status.writer().state();
        return writer == IndexWriterState.RUNNING || writer == IndexWriterState.IDLE
                ? PartHealth.ready(name)
                : PartHealth.notReady(name, "its writer is " + words(writer));
    }

    static String nameOf(SearchIndex index) {
        return "index." + index.name();
    }

    private static String words(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
