package dev.millrace.bench.batch;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What a run measures.
 *
 * @param folder where the server's data and the logs go; the data is deleted at the end
 * @param scale size of the data; 1 is a million payments, bookings and people
 * @param launches how many runs of a job without work
 * @param partman where PostgreSQL finds {@code extension/pg_partman.control}; empty for a
 *     comparison without pg_partman
 * @param parts what is measured, one part or more
 */
public record BatchBenchSettings(
        Path folder,
        double scale,
        int launches,
        Optional<Path> partman,
        Set<BatchBenchPart> parts) {

    private static final int MILLION = 1_000_000;
    private static final int PRACTITIONERS = 20_000;
    private static final double LEAST = 0.0001;

    public BatchBenchSettings {
        if (!(scale >= LEAST && scale <= 100)) {
            throw new IllegalArgumentException(
                    "scale is %s, expected %s to 100".formatted(scale, LEAST));
        }
        if (launches < 1) {
            throw new IllegalArgumentException(
                    "launches is %d, expected 1 or more".formatted(launches));
        }
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("parts is empty, expected one or more");
        }
        parts = Set.copyOf(parts);
        partman.ifPresent(Partman::check);
    }

    boolean has(BatchBenchPart part) {
        return parts.contains(part);
    }

    /** Payments, bookings of a month, and people. */
    int rows() {
        return (int) Math.round(MILLION * scale);
    }

    int practitioners() {
        return Math.max(1, (int) Math.round(PRACTITIONERS * scale));
    }
}
