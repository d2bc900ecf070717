package dev.millrace.streams.eventstatistics;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.derived.DerivedRow;
import dev.millrace.streams.rollup.Contribution;
import dev.millrace.streams.rollup.Present;
import dev.millrace.streams.rollup.Totals;

/** The rules of {@code derived.event_statistics}, free of Kafka. */
final class EventStatistics {

    private static final String REGISTRATIONS = "registration_count";
    private static final String ATTENDEES = "attendee_count";
    private static final String WAITLIST = "waitlist_count";

    private EventStatistics() {}

    /** What a row of {@code engagement.event_registrations} adds to its event. */
    static Contribution ofRegistration(Row registration) {
        String status = registration.text("status");
        boolean holdsPlace =
                switch (status) {
                    case "registered", "attended", "no_show" -> true;
                    default -> false;
                };
        boolean came =
                registration.flag("attended")
                        || registration.flag("checked_in")
                        || status.equals("attended");
        return Contribution.to(registration.text("event_id"))
                .countIf(holdsPlace, REGISTRATIONS)
                .countIf(came, ATTENDEES)
                .countIf(status.equals("waitlisted"), WAITLIST);
    }

    /** The row of an event. */
    static Row row(RowKey key, Present event, Totals totals) {
        return totals.into(
                        new DerivedRow().text("event_id", key.value(0)),
                        REGISTRATIONS,
                        ATTENDEES,
                        WAITLIST)
                .row();
    }
}
