package dev.millrace.streams.userengagement;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.derived.DerivedRow;
import dev.millrace.streams.derived.Rounding;
import dev.millrace.streams.fanout.OrderedText;
import dev.millrace.streams.fanout.Placement;
import dev.millrace.streams.people.Person;
import dev.millrace.streams.summary.Summary;
import dev.millrace.streams.summary.SummaryRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rule of {@code derived.user_engagement}, free of Kafka. */
final class UserEngagement implements SummaryRule<Person, Attendance> {

    private static final int INVITED = 0;
    private static final int ATTENDED = 1;
    private static final int MINUTES = 2;
    private static final int SAMPLES = 3;

    /** A row of {@code engagement.meeting_attendances}, at the person. */
    static Placement<Attendance> ofAttendance(Row row) {
        boolean attended = row.text("status").equals("attended");
        return new Placement<>(
                RowKey.of(row.text("user_id")),
                RowKey.of(row.text("id")),
                attended
                        ? new Attendance(
                                true,
                                row.integerOrNull("join_duration_minutes"),
                                row.microsOrNull("joined_at"))
                        : new Attendance(false, null, null));
    }

    @Override
    public List<Long> amounts(Attendance attendance) {
        Long minutes = attendance.minutes();
        return List.of(
                1L,
                attendance.attended() ? 1L : 0L,
                minutes == null ? 0L : minutes,
                minutes == null ? 0L : 1L);
    }

    /** The one joined last comes first. */
    @Override
    public @Nullable RowKey rank(Attendance attendance) {
        Long joined = attendance.joined();
        return joined == null ? null : RowKey.of(OrderedText.descending(joined));
    }

    @Override
    public int shown() {
        return 1;
    }

    @Override
    public Row row(RowKey key, Person person, Summary<Attendance> attendances) {
        long minutes = attendances.sum(MINUTES);
        long samples = attendances.sum(SAMPLES);
        return new DerivedRow()
                .text("user_id", person.id())
                .integer("meetings_invited", attendances.sum(INVITED))
                .integer("meetings_attended", attendances.sum(ATTENDED))
                .integer("duration_sum_minutes", minutes)
                .integer("duration_samples", samples)
                .decimal("avg_meeting_duration_minutes", Rounding.average(minutes, samples))
                .timestamp(
                        "last_meeting_attended_at",
                        attendances.leader().map(Attendance::joined).orElse(null))
                .row();
    }
}
