package dev.millrace.batch;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.batch.backup.BackupSettings;
import dev.millrace.batch.payouts.ChannelSettings;
import dev.millrace.batch.payouts.PayoutSettings;
import dev.millrace.batch.schedule.ScheduleSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class BatchSettingsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final BackupSettings BACKUP = BackupSettings.DEFAULTS;
    private static final BatchFolders FOLDERS = BatchFolders.DEFAULTS;
    private static final PayoutSettings PAYOUTS = PayoutSettings.DEFAULTS;

    private static final Duration MONTH = Duration.ofDays(30);
    private static final ScheduleSettings SCHEDULE = ScheduleSettings.DEFAULTS;

    @Test
    void valueOutOfRangeIsNamedWithItsKey() {
        assertThatThrownBy(() ->
                        new BatchSettings(
                                0, 0, SECOND, SECOND, 3, BACKUP, FOLDERS, PAYOUTS, MONTH, SCHEDULE))
                .hasMessage("batch.chunk-size is 0, expected 1 or more");
        assertThatThrownBy(() ->
                        new BatchSettings(
                                1, -1, SECOND, SECOND, 3, BACKUP, FOLDERS, PAYOUTS, MONTH,
                                SCHEDULE))
                .hasMessage("batch.rows-per-second is -1, expected 0 or more");
        assertThatThrownBy(() ->
                        new BatchSettings(
                                1,
                                0,
                                Duration.ZERO,
                                SECOND,
                                3,
                                BACKUP,
                                FOLDERS,
                                PAYOUTS,
                                MONTH,
                                SCHEDULE))
                .hasMessage("batch.lock-wait in milliseconds is 0, expected 1 or more");
        assertThatThrownBy(() ->
                        new BatchSettings(
                                1, 0, SECOND, SECOND, 0, BACKUP, FOLDERS, PAYOUTS, MONTH, SCHEDULE))
                .hasMessage("batch.months-ahead is 0, expected 1 or more");
        assertThatThrownBy(() ->
                        new BatchSettings(
                                1,
                                0,
                                SECOND,
                                SECOND,
                                1,
                                BACKUP,
                                FOLDERS,
                                PAYOUTS,
                                Duration.ofHours(47),
                                SCHEDULE))
                .hasMessage("batch.erasure-deadline in hours is 47, expected 48 or more");
        assertThatThrownBy(() -> new BackupSettings(Path.of("b"), 0, 8))
                .hasMessage("batch.backup.keep-days is 0, expected 1 or more");
        assertThatThrownBy(() -> new PayoutSettings(-1, 1, 0, 0, ChannelSettings.NONE))
                .hasMessage("batch.payouts.hold-days is -1, expected 0 or more");
        assertThatThrownBy(() -> new PayoutSettings(0, 0, 0, 0, ChannelSettings.NONE))
                .hasMessage("batch.payouts.minimum is 0, expected 1 or more");
        assertThatThrownBy(() ->
                        new ScheduleSettings(true, ZoneOffset.UTC, SECOND, Duration.ZERO, SECOND))
                .hasMessage("batch.schedule.heartbeat in milliseconds is 0, expected 1 or more");
    }
}
