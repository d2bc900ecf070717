package dev.millrace.batch;

import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.BriefLocks;
import dev.millrace.batch.partitions.PartitionMaintenance;
import dev.millrace.batch.payouts.PractitionerPayouts;
import java.util.List;

/** The jobs of the product. */
public final class BatchJobs {

    private BatchJobs() {}

    /** All of them, in the order of their numbers. */
    public static List<BatchJob> all(BatchSettings settings) {
        BriefLocks locks = new BriefLocks(settings.lockWait());
        return List.of(
                new PartitionMaintenance(locks, settings.monthsAhead()),
                new PractitionerPayouts(settings.payouts()));
    }
}
