package dev.millrace.streams.meetingstatistics;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.rollup.ParentTotals;
import org.apache.kafka.streams.StreamsBuilder;

/**
 * Builds {@code derived.meeting_statistics}: a row for every meeting.
 *
 * <p>It mixes meetings and attendances: a meeting may read completed a moment before or after its
 * guests read attended, and guests of one transaction show one after the other. All figures of a
 * row are of one moment: the mean always belongs to the sum and the number beside it.
 */
public final class MeetingStatisticsTopology {

    private MeetingStatisticsTopology() {}

    public static void build(StreamsBuilder builder, Hop hop) {
        ParentTotals.of(
                        DerivedStores.MEETING_STATISTICS,
                        builder,
                        hop,
                        "engagement.meetings",
                        Meeting.class,
                        Meeting::of)
                .add("engagement.meeting_attendances", MeetingStatistics::ofAttendance)
                .publish(MeetingStatistics::row);
    }
}
