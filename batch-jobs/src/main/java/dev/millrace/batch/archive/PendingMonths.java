package dev.millrace.batch.archive;

import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Months of the archive of which the files have not all rows, or more.
 *
 * @param months the earliest first
 * @param rows in the database, of the tables that leave together
 */
record PendingMonths(List<LocalDate> months, long rows) {

    PendingMonths {
        months = List.copyOf(months);
    }

    /** Those of a table and all that leave with it; takes a look at each row. */
    static PendingMonths of(JdbcClient sql, ArchivedTable root) {
        Map<LocalDate, Long> present = count(sql, root);
        Map<LocalDate, Long> exported = exported(sql, root);
        SortedSet<LocalDate> pending = new TreeSet<>(present.keySet());
        pending.removeIf(month -> Objects.equals(present.get(month), exported.get(month)));
        SortedSet<LocalDate> others = new TreeSet<>(present.keySet());
        others.removeAll(pending);

        // Which month a child is of takes a look at its parent, which is wanted only where the
        // parents themselves do not tell.
        long rows = 0;
        List<Map<LocalDate, Long>> children = new ArrayList<>();
        for (ArchivedTable table : root.family()) {
            if (table != root) {
                Map<LocalDate, Long> counts = count(sql, table, others);
                Map<LocalDate, Long> known = exported(sql, table);
                // A month without rows here has them in the file alone, which must not lose them.
                counts.forEach((month, count) -> {
                    if (!Objects.equals(count, known.get(month))) {
                        pending.add(month);
                    }
                });
                children.add(counts);
                rows += total(sql, table);
            }
        }
        others.removeAll(pending);
        for (Map<LocalDate, Long> counts : children) {
            rows -= sum(counts, others);
        }
        return new PendingMonths(List.copyOf(pending), rows + sum(present, pending));
    }

    private static long sum(Map<LocalDate, Long> counts, Collection<LocalDate> months) {
        return months.stream().mapToLong(month -> counts.getOrDefault(month, 0L)).sum();
    }

    private static long total(JdbcClient sql, ArchivedTable table) {
        return sql.sql("select count(*) from " + table.archive()).query(Long.class).single();
    }

    private static Map<LocalDate, Long> count(JdbcClient sql, ArchivedTable table) {
        return byMonth(
                sql.sql(
                        "select %s, count(*) from %s group by 1"
                                .formatted(table.monthOfRow(), table.rowsOfArchive())));
    }

    private static Map<LocalDate, Long> count(
            JdbcClient sql, ArchivedTable table, Collection<LocalDate> months) {
        if (months.isEmpty()) {
            return Map.of();
        }
        return byMonth(
                sql.sql(
                                "select %1$s, count(*) from %2$s where %1$s in (:months) group by 1"
                                        .formatted(table.monthOfRow(), table.rowsOfArchive()))
                        .param("months", months.stream().map(Date::valueOf).toList()));
    }

    private static Map<LocalDate, Long> exported(JdbcClient sql, ArchivedTable table) {
        return byMonth(
                sql.sql("select month, rows from archive.exports where table_name = :table")
                        .param("table", table.live()));
    }

    private static Map<LocalDate, Long> byMonth(JdbcClient.StatementSpec statement) {
        return statement
                .query((row, number) ->
                        Map.entry(row.getObject(1, LocalDate.class), row.getLong(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
