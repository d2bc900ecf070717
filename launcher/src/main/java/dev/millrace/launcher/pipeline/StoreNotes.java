package dev.millrace.launcher.pipeline;

import static dev.millrace.schema.jooq.ops.Tables.STORE_CONTROL;
import static dev.millrace.schema.jooq.ops.Tables.STORE_FAILURES;
import static dev.millrace.schema.jooq.ops.Tables.STORE_VERSIONS;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;

/** What is out of the ordinary with stores: failures, and versions beside live ones. */
final class StoreNotes {

    private static final String SHADOW = "shadow";

    private StoreNotes() {}

    /** A line for each store that has stopped in some process. */
    static List<String> failures(DSLContext sql) {
        List<String> lines = new ArrayList<>();
        sql.selectFrom(STORE_FAILURES)
                .orderBy(STORE_FAILURES.STORE, STORE_FAILURES.SIDE)
                .forEach(row ->
                        lines.add(
                                "stopped    %s%s since %s: %s; ./millrace store restart %s"
                                        .formatted(
                                                row.getStore(),
                                                row.getSide().equals(SHADOW)
                                                        ? ", the version beside,"
                                                        : "",
                                                inWords(row.getFailedAt()),
                                                row.getReason(),
                                                row.getStore())));
        return lines;
    }

    /** A line for each version that runs beside a live one. */
    static List<String> versions(DSLContext sql) {
        List<String> lines = new ArrayList<>();
        sql.select(
                        STORE_VERSIONS.STORE,
                        STORE_VERSIONS.VERSION,
                        STORE_VERSIONS.BEGAN_AT,
                        STORE_CONTROL.PHASE)
                .from(STORE_VERSIONS)
                .join(STORE_CONTROL)
                .on(STORE_CONTROL.STORE.eq(STORE_VERSIONS.STORE))
                .where(STORE_VERSIONS.SIDE.eq(SHADOW))
                .orderBy(STORE_VERSIONS.STORE)
                .forEach(row ->
                        lines.add(
                                "version    %s: version %d beside the live one since %s%s"
                                        .formatted(
                                                row.value1(),
                                                row.value2(),
                                                inWords(row.value3()),
                                                row.value4().equals("running")
                                                        ? ""
                                                        : ", " + row.value4())));
        return lines;
    }

    private static Instant inWords(OffsetDateTime time) {
        return time.toInstant().truncatedTo(ChronoUnit.SECONDS);
    }
}
