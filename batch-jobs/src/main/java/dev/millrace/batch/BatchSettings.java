package dev.millrace.batch;

import dev.millrace.batch.backup.BackupSettings;
import dev.millrace.batch.payouts.PayoutSettings;
import dev.millrace.batch.schedule.ScheduleSettings;
import java.time.Duration;

/**
 * What the batch jobs go by.
 *
 * @param chunkSize rows of one transaction, unless a run says otherwise
 * @param rowsPerSecond rows a second at most, unless a run says otherwise; 0 does not hold back
 * @param lockWait longest time that work on the schema waits for one lock, while writers may queue
 *     behind it
 * @param lockPatience how long it is tried again before a run fails
 * @param monthsAhead how many months after the current one have a partition
 * @param backup where backups are and how long they stay
 * @param folders where files of the application and for people are
 * @param payouts what payouts go by
 * @param erasureDeadline from an erasure until no topic has the values any more
 * @param schedule what the role that runs jobs when they are due goes by
 */
public record BatchSettings(
        int chunkSize,
        int rowsPerSecond,
        Duration lockWait,
        Duration lockPatience,
        int monthsAhead,
        BackupSettings backup,
        BatchFolders folders,
        PayoutSettings payouts,
        Duration erasureDeadline,
        ScheduleSettings schedule) {

    public static final BatchSettings DEFAULTS =
            new BatchSettings(
                    10_000,
                    0,
                    Duration.ofMillis(50),
                    Duration.ofMinutes(10),
                    3,
                    BackupSettings.DEFAULTS,
                    BatchFolders.DEFAULTS,
                    PayoutSettings.DEFAULTS,
                    Duration.ofDays(30),
                    ScheduleSettings.DEFAULTS);

    public BatchSettings {
        atLeast("batch.chunk-size", chunkSize, 1);
        atLeast("batch.rows-per-second", rowsPerSecond, 0);
        atLeast("batch.lock-wait in milliseconds", lockWait.toMillis(), 1);
        atLeast("batch.lock-patience in milliseconds", lockPatience.toMillis(), 1);
        atLeast("batch.months-ahead", monthsAhead, 1);
        // The job that sees to it runs every day.
        atLeast("batch.erasure-deadline in hours", erasureDeadline.toHours(), 48);
    }

    private static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    key + " is " + value + ", expected " + least + " or more");
        }
    }
}
