package dev.millrace.batch.backup;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which backups stay: all of some days, the newest of each week of some weeks, and the newest. */
final class KeptBackups {

    private KeptBackups() {}

    /** Those of these that go, the oldest first. */
    static List<Instant> surplus(
            Collection<Instant> moments, Instant now, int keepDays, int keepWeeks) {
        List<Instant> newestFirst = new ArrayList<>(moments);
        newestFirst.sort((one, other) -> other.compareTo(one));
        Instant eachSince = now.minus(Duration.ofDays(keepDays));
        Instant weeklySince = now.minus(Duration.ofDays(7L * keepWeeks));
        Set<Integer> weeks = new HashSet<>();
        List<Instant> surplus = new ArrayList<>();
        for (int i = 0; i < newestFirst.size(); i++) {
            Instant moment = newestFirst.get(i);
            boolean isNewestOfWeek = weeks.add(week(moment));
            boolean isKept =
                    i == 0
                            || !moment.isBefore(eachSince)
                            || (isNewestOfWeek && !moment.isBefore(weeklySince));
            if (!isKept) {
                surplus.addFirst(moment);
            }
        }
        return surplus;
    }

    private static int week(Instant moment) {
        var day = moment.atZone(ZoneOffset.UTC);
        return day.get(IsoFields.WEEK_BASED_YEAR) * 100
                + day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
    }
}
