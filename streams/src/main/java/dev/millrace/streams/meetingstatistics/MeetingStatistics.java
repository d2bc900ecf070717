package dev.millrace.streams.meetingstatistics;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.derived.DerivedRow;
import dev.millrace.streams.derived.Rounding;
import dev.millrace.streams.rollup.Contribution;
import dev.millrace.streams.rollup.Totals;

/**
 * The rules of {@code derived.meeting_statistics}, free of Kafka.
 *
 * <p>Every attendance is an invitation, whatever came of it. Durations are those of guests who
 * attended; without any the mean is null.
 */
final class MeetingStatistics {

    private static final String INVITED = "invited_count";
    private static final String ACCEPTED = "accepted_count";
    private static final String ATTENDED = "attended_count";
    private static final String NO_SHOWS = "no_show_count";
    private static final String EXTERNAL_INVITED = "external_invited_count";
    private static final String EXTERNAL_ATTENDED = "external_attended_count";
    private static final String MINUTES = "duration_sum_minutes";
    private static final String SAMPLES = "duration_samples";

    private MeetingStatistics() {}

    /** What a row of {@code engagement.meeting_attendances} adds to its meeting. */
    static Contribution ofAttendance(Row attendance) {
        String status = attendance.text("status");
        boolean attended = status.equals("attended");
        boolean external = attendance.flag("is_external_domain");
        Long minutes = attended ? attendance.integerOrNull("join_duration_minutes") : null;
        return Contribution.to(attendance.text("meeting_id"))
                .count(INVITED)
                .countIf(status.equals("accepted"), ACCEPTED)
                .countIf(attended, ATTENDED)
                .countIf(status.equals("no_show"), NO_SHOWS)
                .countIf(external, EXTERNAL_INVITED)
                .countIf(external && attended, EXTERNAL_ATTENDED)
                .add(MINUTES, minutes)
                .countIf(minutes != null, SAMPLES);
    }

    /** The row of a meeting. */
    static Row row(RowKey key, Meeting meeting, Totals totals) {
        return totals.into(
                        new DerivedRow()
                                .text("meeting_id", key.value(0))
                                .text("title", meeting.title())
                                .timestamp("starts_at", meeting.startsAt())
                                .text("status", meeting.status()),
                        INVITED,
                        ACCEPTED,
                        ATTENDED,
                        NO_SHOWS,
                        EXTERNAL_INVITED,
                        EXTERNAL_ATTENDED,
                        MINUTES,
                        SAMPLES)
                .decimal(
                        "avg_duration_minutes",
                        Rounding.average(totals.sum(MINUTES), totals.sum(SAMPLES)))
                .row();
    }
}
