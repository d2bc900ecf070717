package dev.millrace.batch.backup;

import java.nio.file.Path;

/**
 * Where backups are and how long they stay.
 *
 * @param folder on storage that outlives the database's; made when missing
 * @param keepDays days for which every backup is kept
 * @param keepWeeks weeks for which the newest backup of each week is kept
 */
public record BackupSettings(Path folder, int keepDays, int keepWeeks) {

    public static final BackupSettings DEFAULTS =
            new BackupSettings(Path.of(".millrace", "backups"), 14, 8);

    public BackupSettings {
        if (keepDays < 1) {
            throw new IllegalArgumentException(
                    "batch.backup.keep-days is " + keepDays + ", expected 1 or more");
        }
        if (keepWeeks < 0) {
            throw new IllegalArgumentException(
                    "batch.backup.keep-weeks is " + keepWeeks + ", expected 0 or more");
        }
    }
}
