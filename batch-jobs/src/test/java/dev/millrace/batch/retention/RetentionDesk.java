package dev.millrace.batch.retention;

import dev.millrace.batch.fixture.JobDesk;
import dev.millrace.batch.launch.RunReport;
import java.util.Map;

/** A database with months that retention takes out of the tables, and some that stay. */
final class RetentionDesk extends JobDesk {

    static final String JOB = "retention";
    static final String CUT_OFF = "2026-01-15T00:00:00Z";

    private final OldRows rows = new OldRows(sql());

    RetentionDesk() {
        rows.months("2018-01-01", "2018-12-01", "2019-01-01", "2022-12-01", "2023-01-01");
    }

    OldRows rows() {
        return rows;
    }

    /** Runs the job to its end, which is a good one. */
    RunReport retire() {
        return run(JOB, Map.of("cut-off", CUT_OFF));
    }
}
