package dev.millrace.ingest.gate;

import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The publication holds exactly the captured tables, all of their rows and all their changes. */
final class PublicationCheck {

    private static final String PUBLICATION =
            """
            select pubinsert and pubupdate and pubdelete, pubviaroot
            from pg_publication where pubname = ?
            """;

    private static final String TABLES =
            "select schemaname || '.' || tablename from pg_publication_tables where pubname = ?";

    private static final String NARROWED =
            """
            select r.prrelid::regclass::text
            from pg_publication p join pg_publication_rel r on r.prpubid = p.oid
            where p.pubname = ? and (r.prqual is not null or r.prattrs is not null)
            order by 1
            """;

    private PublicationCheck() {}

    static void check(Connection connection, String publication, List<CapturedTable> tables)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(PUBLICATION)) {
            query.setString(1, publication);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    throw mismatch(publication, "it does not exist");
                }
                if (!row.getBoolean(1)) {
                    throw mismatch(publication, "it does not publish insert, update and delete");
                }
                if (!row.getBoolean(2)) {
                    throw mismatch(publication, "publish_via_partition_root is false");
                }
            }
        }
        Set<String> wanted = new TreeSet<>();
        tables.forEach(table -> wanted.add(table.qualifiedName()));
        Set<String> found = new TreeSet<>(texts(connection, TABLES, publication));
        List<String> differences = new ArrayList<>();
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeAll(found);
        if (!missing.isEmpty()) {
            differences.add("it lacks " + String.join(", ", missing));
        }
        Set<String> extra = new TreeSet<>(found);
        extra.removeAll(wanted);
        if (!extra.isEmpty()) {
            differences.add("it holds " + String.join(", ", extra) + ", which is not captured");
        }
        List<String> narrowed = texts(connection, NARROWED, publication);
        if (!narrowed.isEmpty()) {
            differences.add(
                    "it leaves out rows or columns of "
                            + String.join(", ", narrowed)
                            + " (row filter or column list)");
        }
        if (!differences.isEmpty()) {
            throw mismatch(publication, String.join("; ", differences));
        }
    }

    private static List<String> texts(Connection connection, String sql, String publication)
            throws SQLException {
        List<String> texts = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, publication);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    texts.add(row.getString(1));
                }
            }
        }
        return texts;
    }

    private static PipelineException mismatch(String publication, String what) {
        return new PipelineException(
                ErrorKind.PUBLICATION_MISMATCH,
                "publication " + publication + " is not the one of this program: " + what);
    }
}
