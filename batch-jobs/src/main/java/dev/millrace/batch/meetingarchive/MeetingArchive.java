package dev.millrace.batch.meetingarchive;

import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.sweep.Sweep;
import dev.millrace.batch.sweep.SweepJob;
import java.util.List;

/** B11: completed meetings of more than a year ago; the day is that of UTC. */
public final class MeetingArchive {

    private static final String COMPLETED_LONG_AGO =
            """
            t.status = 'completed'
                and t.scheduled_date < (timezone('UTC', :now::timestamptz) - interval '1 year')::date
            """;

    private MeetingArchive() {}

    public static BatchJob job() {
        return new SweepJob(
                new JobDescription(
                        "B11",
                        "meeting-archive",
                        "Marks completed meetings as archived after a year."),
                run ->
                        List.of(
                                Sweep.update(
                                        run,
                                        "engagement.meetings",
                                        COMPLETED_LONG_AGO,
                                        "status = 'archived'")),
                false);
    }
}
