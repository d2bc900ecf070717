package dev.millrace.batch.systemlogcleanup;

import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.sweep.Sweep;
import dev.millrace.batch.sweep.SweepJob;
import java.util.List;

/** B10: logs of ninety days, errors of a year. */
public final class SystemLogCleanup {

    private static final String OLD =
            """
            t.logged_at < :now::timestamptz
                - case t.level when 'error' then interval '365 days' else interval '90 days' end
            """;

    private SystemLogCleanup() {}

    public static BatchJob job() {
        return new SweepJob(
                new JobDescription(
                        "B10",
                        "system-log-cleanup",
                        "Deletes system logs after 90 days, errors after 365."),
                run -> List.of(Sweep.delete(run, "ops.system_logs", OLD)),
                true);
    }
}
