package dev.millrace.batch.expirysweep;

import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.sweep.Sweep;
import dev.millrace.batch.sweep.SweepJob;
import java.util.List;

/** B17: requests whose new time has passed, access that has ended, invoices not paid in time. */
public final class ExpirySweep {

    private ExpirySweep() {}

    public static BatchJob job() {
        return new SweepJob(
                new JobDescription(
                        "B17",
                        "expiry-sweep",
                        "Marks reschedule requests and enrollments as expired, invoices as overdue."),
                run ->
                        List.of(
                                Sweep.update(
                                        run,
                                        "wellness.booking_reschedule_requests",
                                        "t.status = 'pending' and t.new_scheduled_at < :now",
                                        "status = 'expired'"),
                                Sweep.update(
                                        run,
                                        "learning.enrollments",
                                        "t.status = 'active' and t.access_expires_at < :now",
                                        "status = 'expired'"),
                                Sweep.update(
                                        run,
                                        "billing.invoices",
                                        "t.status = 'open'"
                                                + " and t.due_date < timezone('UTC', :now::timestamptz)::date",
                                        "status = 'overdue'")),
                false);
    }
}
