package dev.millrace.batch.sessioncleanup;

import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.sweep.Sweep;
import dev.millrace.batch.sweep.SweepJob;
import java.util.List;

/** B09: sessions past their expiry, reset tokens seven days past theirs. */
public final class SessionCleanup {

    private SessionCleanup() {}

    public static BatchJob job() {
        return new SweepJob(
                new JobDescription(
                        "B09",
                        "session-cleanup",
                        "Deletes expired sessions, and reset tokens 7 days after their expiry."),
                SessionCleanup::sweeps,
                true);
    }

    /** What it deletes. */
    public static List<Sweep> sweeps(JobRun run) {
        return List.of(
                Sweep.delete(run, "identity.sessions", "t.expires_at < :now"),
                Sweep.delete(
                        run,
                        "identity.password_reset_tokens",
                        "t.expires_at < :now::timestamptz - interval '7 days'"));
    }
}
