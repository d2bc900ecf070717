package dev.millrace.launcher.health;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.Set;

/**
 * Of the meters of Kafka's clients, keeps those of a whole client: those of each broker connection,
 * topic and partition are thousands, and say little that ours do not.
 */
final class ClientMeterFilter implements MeterFilter {

    private static final Set<String> FINE_GRAINED = Set.of("topic", "partition", "node.id");

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        boolean fine =
                id.getName().startsWith("kafka.")
                        && id.getTags().stream().anyMatch(t -> FINE_GRAINED.contains(t.getKey()));
        return fine ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }
}
