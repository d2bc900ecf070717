package dev.millrace.batch;

import dev.millrace.batch.archive.ArchiveExport;
import dev.millrace.batch.archive.ArchiveRestore;
import dev.millrace.batch.archive.MonthExport;
import dev.millrace.batch.auditarchive.AuditArchive;
import dev.millrace.batch.backup.BackupCheck;
import dev.millrace.batch.backup.Backups;
import dev.millrace.batch.duenotifications.DueNotifications;
import dev.millrace.batch.erasure.PersonRequests;
import dev.millrace.batch.erasure.TopicErasure;
import dev.millrace.batch.expirysweep.ExpirySweep;
import dev.millrace.batch.healthcheck.HealthCheck;
import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.BriefLocks;
import dev.millrace.batch.ledgerreconcile.LedgerReconcile;
import dev.millrace.batch.matchrescore.MatchRescore;
import dev.millrace.batch.meetingarchive.MeetingArchive;
import dev.millrace.batch.notificationcleanup.NotificationCleanup;
import dev.millrace.batch.partitions.PartitionMaintenance;
import dev.millrace.batch.payouts.PractitionerPayouts;
import dev.millrace.batch.recommendations.RecommendationRefresh;
import dev.millrace.batch.reconciliation.StoreReconciliation;
import dev.millrace.batch.reindex.ReindexLargeTables;
import dev.millrace.batch.retention.Retention;
import dev.millrace.batch.searchreindex.SearchReindex;
import dev.millrace.batch.sessioncleanup.SessionCleanup;
import dev.millrace.batch.subscriptionexpiry.SubscriptionExpiry;
import dev.millrace.batch.systemlogcleanup.SystemLogCleanup;
import dev.millrace.batch.tablestatistics.TableStatistics;
import dev.millrace.batch.temporaryfiles.FolderStore;
import dev.millrace.batch.temporaryfiles.NoStore;
import dev.millrace.batch.temporaryfiles.ObjectStore;
import dev.millrace.batch.temporaryfiles.TemporaryFileCleanup;
import dev.millrace.batch.weeklymaintenance.WeeklyMaintenance;
import java.time.Duration;
import java.util.List;

/** The jobs of the product. */
public final class BatchJobs {

    private static final Duration STREAM_PATIENCE = Duration.ofMinutes(2);

    private BatchJobs() {}

    /** All of them, in the order of their numbers. */
    public static List<BatchJob> all(BatchSettings settings, BatchEnvironment environment) {
        BriefLocks locks = new BriefLocks(settings.lockWait());
        return List.of(
                new PartitionMaintenance(locks, settings.monthsAhead()),
                new AuditArchive(locks),
                new Retention(
                        locks,
                        settings.lockPatience(),
                        settings.folders().archive().map(MonthExport::new)),
                new ArchiveExport(settings.folders().archive()),
                new ArchiveRestore(settings.folders().archive()),
                new WeeklyMaintenance(
                        environment.owner(), settings.lockPatience(), environment.stores()),
                new TableStatistics(),
                StoreReconciliation.ofCourses(environment.stores()),
                new ReindexLargeTables(environment.owner(), settings.lockPatience()),
                NotificationCleanup.job(),
                SessionCleanup.job(),
                SystemLogCleanup.job(),
                MeetingArchive.job(),
                new TemporaryFileCleanup(
                        settings.folders()
                                .files()
                                .<ObjectStore>map(FolderStore::new)
                                .orElseGet(NoStore::new)),
                new MatchRescore(environment.stores()),
                new PractitionerPayouts(settings.payouts()),
                new LedgerReconcile(STREAM_PATIENCE),
                new SubscriptionExpiry(),
                ExpirySweep.job(),
                new Backups(environment.owner(), settings.backup()),
                new BackupCheck(settings.backup(), environment.scratch()),
                new HealthCheck(environment.operator(), environment.meters()),
                new RecommendationRefresh(),
                StoreReconciliation.ofOtherStores(environment.stores()),
                new SearchReindex(environment.indexes()),
                new PersonRequests(settings.folders().exports(), settings.folders().archive()),
                new DueNotifications(),
                new TopicErasure(environment.topics(), settings.erasureDeadline()));
    }
}
