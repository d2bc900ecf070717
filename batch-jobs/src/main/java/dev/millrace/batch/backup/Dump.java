package dev.millrace.batch.backup;

import dev.millrace.batch.backup.Manifest.TableFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** Writes everything that a database holds at one moment into files. */
final class Dump {

    private static final int BUFFER = 1 << 16;

    private Dump() {}

    /**
     * Reads in one transaction, of one moment; writers go on.
     *
     * @param connection at the begin of its transaction; nothing is left open in it
     * @param folder empty
     */
    static Manifest write(Connection connection, Path folder) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set transaction isolation level repeatable read read only");
        }
        String takenAt =
                Contents.value(
                        connection,
                        "select to_char(now() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
        List<TableFile> files = new ArrayList<>();
        Map<String, List<String>> tables = Contents.tables(connection);
        for (Map.Entry<String, List<String>> table : tables.entrySet()) {
            files.add(table(connection, folder, table.getKey(), table.getValue()));
        }
        Manifest manifest =
                new Manifest(
                        takenAt,
                        Contents.value(connection, "show server_version"),
                        schemaVersion(connection),
                        Contents.value(connection, "select pg_current_wal_lsn()"),
                        files,
                        Contents.months(connection),
                        Contents.sequences(connection),
                        Contents.oracles(connection));
        connection.rollback();
        return manifest;
    }

    static String schemaVersion(Connection connection) throws SQLException {
        return Contents.value(
                connection,
                "select version from ops.schema_history where success and version is not null"
                        + " order by installed_rank desc limit 1");
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Columns as SQL names them. */
    static String columns(List<String> columns) {
        return String.join(
                ", ",
                columns.stream().map(name -> '"' + name.replace("\"", "\"\"") + '"').toList());
    }

    private static TableFile table(
            Connection connection, Path folder, String table, List<String> columns)
            throws SQLException, IOException {
        String name = table + ".copy.gz";
        Path file = folder.resolve(name);
        MessageDigest digest = digest();
        CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
        long rows;
        try (OutputStream out =
                new GZIPOutputStream(
                        new DigestOutputStream(
                                new BufferedOutputStream(Files.newOutputStream(file), BUFFER),
                                digest),
                        BUFFER)) {
            rows =
                    copies.copyOut(
                            "copy (select %s from %s) to stdout".formatted(columns(columns), table),
                            out);
        }
        BackupFolder.force(file);
        return new TableFile(
                table,
                columns,
                name,
                rows,
                Files.size(file),
                HexFormat.of().formatHex(digest.digest()));
    }
}
