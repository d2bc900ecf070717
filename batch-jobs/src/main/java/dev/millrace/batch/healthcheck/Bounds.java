package dev.millrace.batch.healthcheck;

import dev.millrace.batch.healthcheck.DatabaseFigures.Replica;
import dev.millrace.batch.healthcheck.DatabaseFigures.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where figures are healthy.
 *
 * @param connections fewer active sessions than this
 * @param hitPercent at least this share of blocks found in the cache
 * @param longSeconds no statement runs for longer, in seconds
 * @param slotMebibytes no slot keeps this much log; ten times as much is an error
 * @param replicaMebibytes no replica is this much log behind
 */
record Bounds(
        long connections,
        long hitPercent,
        long longSeconds,
        long slotMebibytes,
        long replicaMebibytes) {

    private static final long MEBIBYTE = 1 << 20;
    private static final int CRITICAL = 10;

    /**
     * A figure out of its bounds.
     *
     * @param measure which one
     * @param isError whether it is worse than a warning
     * @param words value and bound
     */
    record Finding(String measure, boolean isError, String words) {}

    /** What is not healthy; nothing when all is. */
    List<Finding> findings(DatabaseFigures figures) {
        List<Finding> findings = new ArrayList<>();
        if (figures.active() >= connections) {
            warn(
                    findings,
                    "connections",
                    "%d sessions are active, expected fewer than %d"
                            .formatted(figures.active(), connections));
        }
        if (figures.cacheHitPercent().isPresent()
                && figures.cacheHitPercent().getAsDouble() < hitPercent) {
            warn(
                    findings,
                    "cache hits",
                    String.format(
                            Locale.ROOT,
                            "%.1f %% of blocks are found in the cache, expected %d or more",
                            figures.cacheHitPercent().getAsDouble(),
                            hitPercent));
        }
        if (figures.longStatements() > 0) {
            warn(
                    findings,
                    "long statements",
                    "%d statements have run for more than %d s, expected none"
                            .formatted(figures.longStatements(), longSeconds));
        }
        for (Slot slot : figures.slots()) {
            if (slot.retainedBytes() >= slotMebibytes * MEBIBYTE) {
                findings.add(
                        new Finding(
                                "slot " + slot.name(),
                                slot.retainedBytes() >= slotMebibytes * MEBIBYTE * CRITICAL,
                                "slot %s keeps %d MiB of log, expected less than %d"
                                        .formatted(
                                                slot.name(),
                                                slot.retainedBytes() / MEBIBYTE,
                                                slotMebibytes)));
            } else if (!slot.isActive()) {
                warn(
                        findings,
                        "slot " + slot.name(),
                        "nobody reads slot %s, which keeps %d MiB of log"
                                .formatted(slot.name(), slot.retainedBytes() / MEBIBYTE));
            }
        }
        for (Replica replica : figures.replicas()) {
            if (replica.bytesBehind() >= replicaMebibytes * MEBIBYTE) {
                warn(
                        findings,
                        "replica " + replica.name(),
                        "replica %s at %s is %d MiB of log behind, expected less than %d"
                                .formatted(
                                        replica.name(),
                                        replica.client(),
                                        replica.bytesBehind() / MEBIBYTE,
                                        replicaMebibytes));
            }
        }
        return findings;
    }

    private static void warn(List<Finding> findings, String measure, String words) {
        findings.add(new Finding(measure, false, words));
    }
}
