package dev.millrace.streams.conversions;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.derived.DerivedRow;
import dev.millrace.streams.derived.UtcDay;
import dev.millrace.streams.rollup.Contribution;
import dev.millrace.streams.rollup.Totals;
import org.jspecify.annotations.Nullable;

/** The rules of {@code derived.conversion_daily}, free of Kafka. */
final class Conversions {

    /** Filled by the shape: distinct people, unknown ones left out. */
    static final String USERS = "users";

    private static final String EVENTS = "events";
    private static final String VALUE = "value_cents";

    private Conversions() {}

    /** What a row of {@code analytics.conversion_events} adds to its UTC day, event and origin. */
    static Contribution ofEvent(Row event) {
        return Contribution.to(
                        UtcDay.of(event.micros("created_at")),
                        event.text("event_type"),
                        orEmpty(event.textOrNull("source")),
                        orEmpty(event.textOrNull("medium")),
                        orEmpty(event.textOrNull("campaign")))
                .count(EVENTS)
                .add(VALUE, event.integer("value_cents"))
                .by(event.textOrNull("user_id"));
    }

    /** The row of a day, event and origin. */
    static Row row(RowKey key, Totals totals) {
        return totals.into(
                        new DerivedRow()
                                .text("day", key.value(0))
                                .text("event_type", key.value(1))
                                .text("source", key.value(2))
                                .text("medium", key.value(3))
                                .text("campaign", key.value(4)),
                        EVENTS,
                        USERS,
                        VALUE)
                .row();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
