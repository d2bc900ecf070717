package dev.millrace.batch.retention;

import dev.millrace.batch.archive.ArchivedTable;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Parameter;
import java.time.OffsetDateTime;
import java.util.Arrays;

/** A table whose old months leave it. */
enum RetiredTable {
    BOOKINGS("wellness.bookings", "bookings-months", 84, "archive"),
    MESSAGES("engagement.messages", "messages-months", 36, "archive"),
    ACTIVITY("analytics.user_activity_logs", "activity-months", 24, "count up and drop");

    private static final int LONGEST = 1200;

    private final String table;
    private final String parameter;
    private final int months;
    private final String action;

    RetiredTable(String table, String parameter, int months, String action) {
        this.table = table;
        this.parameter = parameter;
        this.months = months;
        this.action = action;
    }

    String table() {
        return table;
    }

    /** What happens to a month, in words. */
    String action() {
        return action;
    }

    /** The tables of the archive that months go to, children included. */
    static String[] archives() {
        return Arrays.stream(values())
                .flatMap(table -> ArchivedTable.of(table.table).stream())
                .filter(ArchivedTable::staysInDatabase)
                .flatMap(root -> root.family().stream())
                .map(ArchivedTable::archive)
                .toArray(String[]::new);
    }

    Parameter parameter() {
        return Parameter.count(
                parameter,
                months,
                "age in months from which on months of " + table + " leave it; at least 1");
    }

    /** Months that ended before or at this moment leave. */
    OffsetDateTime before(JobRun run) {
        long age = run.number(parameter);
        if (age < 1 || age > LONGEST) {
            throw run.refuse(parameter, "1 to " + LONGEST);
        }
        return run.cutOff().minusMonths(age);
    }
}
