package dev.millrace.batch.archive;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which files count: {@code archive.exports}. */
final class ArchiveRegistry {

    /** The lock of those who have a folder for work; it ends with the process, whatever ends it. */
    private static final String WORK = "hashtextextended('millrace archive work', 0)";

    private ArchiveRegistry() {}

    /**
     * A month of a table that is in a file.
     *
     * @param manifest name of the manifest that counts
     * @param rows of the file
     * @param inDatabase rows of the month that are in the archive's table now
     */
    record Entry(LocalDate month, String manifest, long rows, long inDatabase) {

        /**
         * Whether the file has all of the month: rows that came later are in the database only,
         * with all others. A month whose rows are gone from there is in the file alone.
         */
        boolean isCurrent(ArchivedTable table) {
            return !table.staysInDatabase() || inDatabase == 0 || inDatabase == rows;
        }
    }

    /** One writer of files at a time, to the end of the transaction. */
    static void lock(JdbcClient sql) {
        sql.sql("select pg_advisory_xact_lock(hashtextextended('millrace archive files', 0))")
                .query()
                .singleRow();
    }

    /** Keeps others from {@link #tidy tidying up}, to the end of the transaction. */
    static void work(JdbcClient sql) {
        sql.sql("select pg_advisory_xact_lock_shared(%s)".formatted(WORK)).query().singleRow();
    }

    /**
     * Deletes what those who were killed at work have left in the folder, perhaps rows of people
     * who were erased since. While somebody is at work nothing is done: the next one does it.
     */
    static void tidy(JdbcClient sql, ArchiveFolder folder) {
        boolean isAlone =
                sql.sql("select pg_try_advisory_lock(%s)".formatted(WORK))
                        .query(Boolean.class)
                        .single();
        if (isAlone) {
            try {
                folder.deleteWork();
            } finally {
                sql.sql("select pg_advisory_unlock(%s)".formatted(WORK)).query().singleRow();
            }
        }
    }

    static List<Entry> entries(JdbcClient sql, ArchivedTable table) {
        return sql.sql(
                        """
                        select e.month, e.manifest, e.rows, coalesce(c.n, 0)
                        from archive.exports e
                        left join (select %s, count(*) from %s group by 1) c (month, n)
                            on c.month = e.month
                        where e.table_name = ?
                        order by e.month
                        """
                                .formatted(table.monthOfRow(), table.rowsOfArchive()))
                .param(table.live())
                .query((row, number) ->
                        new Entry(
                                row.getObject(1, LocalDate.class),
                                row.getString(2),
                                row.getLong(3),
                                row.getLong(4)))
                .list();
    }

    static Optional<String> manifest(JdbcClient sql, ArchivedTable root, LocalDate month) {
        return sql.sql("select manifest from archive.exports where table_name = ? and month = ?")
                .params(root.live(), month)
                .query(String.class)
                .optional();
    }

    /** From the end of the transaction on, this manifest counts. */
    static void set(JdbcClient sql, LocalDate month, String name, ArchiveManifest manifest) {
        for (ArchiveManifest.TableFile file : manifest.files()) {
            sql.sql(
                            """
                            insert into archive.exports (table_name, month, manifest, rows)
                            values (?, ?, ?, ?)
                            on conflict (table_name, month) do update
                                set manifest = excluded.manifest, rows = excluded.rows,
                                    exported_at = excluded.exported_at
                            """)
                    .params(file.table(), month, name, file.rows())
                    .update();
        }
    }
}
