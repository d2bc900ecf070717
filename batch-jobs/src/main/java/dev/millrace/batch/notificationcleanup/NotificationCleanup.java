package dev.millrace.batch.notificationcleanup;

import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.sweep.Sweep;
import dev.millrace.batch.sweep.SweepJob;
import java.util.List;

/** B08: what was read and expired thirty days ago; unread ones stay. */
public final class NotificationCleanup {

    private static final String READ_AND_LONG_EXPIRED =
            "t.read_at is not null and t.expires_at < :now::timestamptz - interval '30 days'";

    private NotificationCleanup() {}

    public static BatchJob job() {
        return new SweepJob(
                new JobDescription(
                        "B08",
                        "notification-cleanup",
                        "Deletes notifications that were read and expired 30 days ago."),
                run ->
                        List.of(
                                Sweep.delete(
                                        run, "engagement.notifications", READ_AND_LONG_EXPIRED)),
                true);
    }
}
