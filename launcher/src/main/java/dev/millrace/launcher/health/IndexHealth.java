package dev.millrace.launcher.health;

import dev.millrace.schema.search.SearchIndex;
import dev.millrace.search.runtime.IndexStatus;
import dev.millrace.search.writer.IndexWriterState;
import dev.millrace.search.writer.IndexWriterStatus;
import java.time.temporal.ChronoUnit;
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
        IndexWriterStatus writer = status.writer();
        if (writer.state() != IndexWriterState.RUNNING && writer.state() != IndexWriterState.IDLE) {
            String since =
                    writer.troubleSince()
                            .map(time -> " since " + time.truncatedTo(ChronoUnit.SECONDS))
                            .orElse("");
            return PartHealth.notReady(name, "its writer is " + words(writer.state()) + since);
        }
        return writer.refused() == 0
                ? PartHealth.ready(name)
                : new PartHealth(
                        name,
                        PartHealth.State.WARNING,
                        "it has refused %,d changes: ./millrace status says what helps"
                                .formatted(writer.refused()));
    }

    static String nameOf(SearchIndex index) {
        return "index." + index.name();
    }

    private static String words(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
