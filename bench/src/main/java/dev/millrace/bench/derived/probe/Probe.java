package dev.millrace.bench.derived.probe;

import dev.millrace.bench.derived.check.ComparedStore;
import java.util.Arrays;
import java.util.Optional;

/**
 * A change whose arrival can be read from the derived row: each sets the next number in a source
 * row, and the derived row then shows that number.
 */
public enum Probe {
    COURSE_PROGRESS(
            ComparedStore.COURSE_PROGRESS,
            "update learning.lesson_progress set last_accessed_at = to_timestamp(?)"
                    + " where user_id = bench.id('probe-user', ?)",
            "extract(epoch from r.last_accessed_at)::bigint",
            "user_id, course_id"),
    COURSE_STATISTICS(
            ComparedStore.COURSE_STATISTICS,
            "update billing.course_purchases set amount_cents = ?"
                    + " where id = bench.id('probe-purchase', ?)",
            "r.gross_revenue_cents",
            "course_id"),
    PRACTITIONER_STATS(
            ComparedStore.PRACTITIONER_STATS,
            "with probe as (select ?::bigint as number, ?::bigint as row)"
                    + " update wellness.reviews set status = 'published' where id ="
                    + " (select bench.id('probe-review', row * 1000 + number) from probe)",
            "r.rating_count",
            "practitioner_id"),
    PROJECT_STATISTICS(
            ComparedStore.PROJECT_STATISTICS,
            "update projects.projects set max_applications = ?"
                    + " where id = bench.id('probe-project', ?)",
            "r.remaining_slots",
            "project_id");

    private final String store;
    private final String write;
    private final String value;
    private final String key;

    Probe(String store, String write, String value, String key) {
        this.store = store;
        this.write = write;
        this.value = value;
        this.key = key;
    }

    /** The probe of this store; empty when none is made for it. */
    public static Optional<Probe> of(String store) {
        return Arrays.stream(values()).filter(probe -> probe.store.equals(store)).findFirst();
    }

    /** Name of the store that shows it. */
    public String store() {
        return store;
    }

    /** Sets a number, the first parameter, in the source row of the probe's row, the second. */
    String write() {
        return write;
    }

    /** The numbers that the relation shows: row of the probe, number. */
    String read(String relation) {
        return "select p.probe, %s from bench.probe p join %s r using (%s)"
                .formatted(value, relation, key);
    }
}
