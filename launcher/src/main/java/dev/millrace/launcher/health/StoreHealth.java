package dev.millrace.launcher.health;

import dev.millrace.streams.runtime.StoreStatus;
import dev.millrace.streams.writer.WriterState;
import java.util.Locale;
import org.apache.kafka.streams.KafkaStreams;

/** Whether a store does its work: application and table writer both run. */
final class StoreHealth {

    private StoreHealth() {}

    /** The states alone: a reason may quote what a server said of a row, the log has it. */
    static PartHealth of(StoreStatus status) {
        String name = nameOf(status.store().name());
        if (status.application() != KafkaStreams.State.RUNNING) {
            return PartHealth.notReady(name, "its application is " + words(status.application()));
        }
        if (status.writer().state() != WriterState.RUNNING) {
            return PartHealth.notReady(
                    name, "its table writer is " + words(status.writer().state()));
        }
        return PartHealth.ready(name);
    }

    static String nameOf(String store) {
        return "store." + store;
    }

    private static String words(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
