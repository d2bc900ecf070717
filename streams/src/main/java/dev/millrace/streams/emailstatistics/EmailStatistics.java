package dev.millrace.streams.emailstatistics;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.derived.DerivedRow;
import dev.millrace.streams.rollup.Contribution;
import dev.millrace.streams.rollup.Totals;
import org.jspecify.annotations.Nullable;

/** The rules of {@code derived.email_statistics}, free of Kafka. */
final class EmailStatistics {

    private static final String SENT = "sent";
    private static final String DELIVERED = "delivered";
    private static final String OPENED = "opened";
    private static final String CLICKED = "clicked";
    private static final String BOUNCED = "bounced";

    private EmailStatistics() {}

    /**
     * What a row of {@code engagement.email_logs} adds to its template: each step that has a time.
     * One without a template counts nowhere; one that was only queued makes its template's row.
     */
    static @Nullable Contribution ofEmail(Row email) {
        String template = email.textOrNull("template_id");
        return template == null
                ? null
                : Contribution.to(template)
                        .countIf(happened(email, "sent_at"), SENT)
                        .countIf(happened(email, "delivered_at"), DELIVERED)
                        .countIf(happened(email, "opened_at"), OPENED)
                        .countIf(happened(email, "clicked_at"), CLICKED)
                        .countIf(happened(email, "bounced_at"), BOUNCED);
    }

    /** The row of a template. */
    static Row row(RowKey key, Totals totals) {
        return totals.into(
                        new DerivedRow().text("template_id", key.value(0)),
                        SENT,
                        DELIVERED,
                        OPENED,
                        CLICKED,
                        BOUNCED)
                .row();
    }

    private static boolean happened(Row email, String time) {
        return email.textOrNull(time) != null;
    }
}
