package dev.millrace.ingest.watch;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * From where on the state of the capture is worth a warning, and from where on it is critical.
 *
 * @param retainedWalWarning bytes of log that the slot keeps
 * @param retainedWalCritical bytes of log that the slot keeps
 * @param behindWarning how long ago the newest published transaction committed, beyond the
 *     heartbeat interval
 * @param behindCritical the same
 */
public record CaptureThresholds(
        long retainedWalWarning,
        long retainedWalCritical,
        Duration behindWarning,
        Duration behindCritical) {

    private static final long GIBIBYTE = 1L << 30;

    /** 1 GiB and 8 GiB kept, 10 and 30 seconds behind. */
    public static final CaptureThresholds DEFAULTS =
            new CaptureThresholds(
                    GIBIBYTE, 8 * GIBIBYTE, Duration.ofSeconds(10), Duration.ofSeconds(30));

    // Of max_slot_wal_keep_size: beyond that the server gives the slot up.
    private static final double WARNING_SHARE = 0.5;
    private static final double CRITICAL_SHARE = 0.8;

    /** Two limits of one measure. */
    public record Limits(long warning, long critical) {}

    public CaptureThresholds {
        if (retainedWalWarning <= 0 || retainedWalCritical <= retainedWalWarning) {
            throw new IllegalArgumentException(
                    "ingest.retained-wal-warning is %d and ingest.retained-wal-critical is %d bytes, expected 0 < warning < critical"
                            .formatted(retainedWalWarning, retainedWalCritical));
        }
        if (!behindWarning.isPositive() || behindCritical.compareTo(behindWarning) <= 0) {
            throw new IllegalArgumentException(
                    "ingest.behind-warning is %s and ingest.behind-critical is %s, expected 0 < warning < critical"
                            .formatted(behindWarning, behindCritical));
        }
    }

    /**
     * The limits of what the slot may keep.
     *
     * @param slotKeepsAtMost the server's {@code max_slot_wal_keep_size} in bytes; empty without
     */
    public Limits retainedWal(OptionalLong slotKeepsAtMost) {
        if (slotKeepsAtMost.isEmpty()) {
            return new Limits(retainedWalWarning, retainedWalCritical);
        }
        double most = slotKeepsAtMost.getAsLong();
        return new Limits(
                Math.min(retainedWalWarning, (long) (WARNING_SHARE * most)),
                Math.min(retainedWalCritical, (long) (CRITICAL_SHARE * most)));
    }

    /** The limits of being behind, in milliseconds; an idle source is behind by a heartbeat. */
    public Limits behindMillis(Duration heartbeatInterval) {
        return new Limits(
                behindWarning.plus(heartbeatInterval).toMillis(),
                behindCritical.plus(heartbeatInterval).toMillis());
    }
}
