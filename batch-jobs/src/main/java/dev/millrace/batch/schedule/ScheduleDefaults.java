package dev.millrace.batch.schedule;

import dev.millrace.batch.schedule.Schedule.Misfire;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The schedules that the product brings, until an operator sets others. */
public final class ScheduleDefaults {

    /**
     * A schedule to begin with.
     *
     * @param cron in the zone of the settings
     * @param misfire work that loads the database is not made up for in the middle of a day
     * @param calendar of the days on which it may run; empty for all days
     */
    record Default(String cron, Misfire misfire, Optional<String> calendar) {}

    /** Where money moves, banks must be open. */
    private static final String BUSINESS = "business";

    private static final Map<String, Default> BY_JOB = new LinkedHashMap<>();

    static {
        add("partition-maintenance", "15 0 * * *", Misfire.RUN);
        add("audit-archive", "0 2 1 * *", Misfire.RUN);
        add("retention", "0 2 * * 0", Misfire.RUN);
        add("weekly-maintenance", "0 3 * * 1", Misfire.SKIP);
        add("update-statistics", "0 2 * * *", Misfire.RUN);
        add("reconcile-course-statistics", "0 */4 * * *", Misfire.SKIP);
        add("reindex-large-tables", "0 0 4 * * SAT#1", Misfire.SKIP);
        add("notification-cleanup", "30 2 * * *", Misfire.RUN);
        add("session-cleanup", "0 * * * *", Misfire.RUN);
        add("system-log-cleanup", "45 2 * * *", Misfire.RUN);
        add("meeting-archive", "15 3 * * *", Misfire.RUN);
        add("temporary-file-cleanup", "30 3 * * *", Misfire.RUN);
        add("match-rescore", "0 1 * * *", Misfire.RUN);
        BY_JOB.put(
                "practitioner-payouts",
                new Default("0 5 * * 1", Misfire.RUN, Optional.of(BUSINESS)));
        // Before payouts, which stop where it finds something.
        add("ledger-reconcile", "30 4 * * *", Misfire.RUN);
        add("subscription-expiry", "0 * * * *", Misfire.RUN);
        add("expiry-sweep", "0 * * * *", Misfire.RUN);
        add("backup", "0 1 * * *", Misfire.RUN);
        add("backup-check", "0 6 * * 0", Misfire.RUN);
        add("health-check", "* * * * *", Misfire.SKIP);
        add("recommendations", "30 1 * * *", Misfire.RUN);
        add("person-requests", "0 4 * * *", Misfire.RUN);
        add("topic-erasure", "30 4 * * *", Misfire.RUN);
        add("derived-reconcile", "30 5 * * *", Misfire.SKIP);
    }

    /** Jobs that read or move the same tables at length: which one waits for which. */
    private static final Map<String, List<String>> RUNS_AFTER =
            Map.of(
                    "audit-archive", List.of("update-statistics"),
                    "retention", List.of("update-statistics", "audit-archive"));

    private ScheduleDefaults() {}

    private static void add(String job, String cron, Misfire misfire) {
        BY_JOB.put(job, new Default(cron, misfire, Optional.empty()));
    }

    static Map<String, Default> all() {
        return Map.copyOf(BY_JOB);
    }

    /** Jobs whose due times up to its own a job lets go first. */
    public static List<String> runsAfter(String job) {
        return RUNS_AFTER.getOrDefault(job, List.of());
    }

    /** Names for each pair of jobs of which this is one and which never run at the same time. */
    static Set<String> pairs(String job) {
        Set<String> pairs = new TreeSet<>();
        RUNS_AFTER.forEach((later, earlier) -> {
            for (String one : earlier) {
                if (later.equals(job) || one.equals(job)) {
                    pairs.add(one + " " + later);
                }
            }
        });
        return pairs;
    }
}
