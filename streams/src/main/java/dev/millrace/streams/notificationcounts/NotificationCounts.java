package dev.millrace.streams.notificationcounts;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.derived.DerivedRow;
import dev.millrace.streams.people.Person;
import dev.millrace.streams.summary.Summary;
import dev.millrace.streams.summary.SummaryRule;
import java.util.List;

/** The rule of {@code derived.notification_counts}, free of Kafka and of the clock. */
final class NotificationCounts implements SummaryRule<Person, Unread> {

    private static final int NOTIFICATIONS = 0;
    private static final int MESSAGES = 1;

    @Override
    public List<Long> amounts(Unread unread) {
        return List.of((long) unread.notifications(), (long) unread.messages());
    }

    @Override
    public Row row(RowKey key, Person person, Summary<Unread> unread) {
        return new DerivedRow()
                .text("user_id", person.id())
                .integer("unread_notifications", unread.sum(NOTIFICATIONS))
                .integer("unread_messages", unread.sum(MESSAGES))
                .row();
    }
}
