package dev.millrace.launcher.traffic;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What traffic did so far.
 *
 * @param running time since the start, or until the stop
 * @param committed transactions that were committed
 * @param rolledBack transactions that the traffic itself rolled back
 * @param conflicts transactions given up for a duplicate key, a row gone in the meantime, a
 *     deadlock or a serialization failure, as an application meets them
 * @param failures transactions that failed for another reason; none are expected
 * @param disconnects how often a connection was lost or not to be had
 * @param perSecond committed transactions a second, lately
 * @param perKind committed transactions by kind; every kind is there
 * @param failuresByState failures by SQLSTATE
 * @param lastFailure the newest failure in words, with its kind
 */
public record TrafficStatus(
        Duration running,
        long committed,
        long rolledBack,
        long conflicts,
        long failures,
        long disconnects,
        double perSecond,
        Map<TrafficKind, Long> perKind,
        Map<String, Long> failuresByState,
        Optional<String> lastFailure) {

    public TrafficStatus {
        perKind = Collections.unmodifiableMap(new EnumMap<>(perKind));
        failuresByState = Collections.unmodifiableMap(new TreeMap<>(failuresByState));
    }
}
