package dev.millrace.batch.backup;

import dev.millrace.batch.backup.BackupFolder.Backup;
import dev.millrace.batch.backup.Manifest.Month;
import dev.millrace.batch.backup.Manifest.SequenceValue;
import dev.millrace.batch.backup.Manifest.TableFile;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.migration.Bootstrap;
import dev.millrace.schema.migration.Migrations;
import dev.millrace.schema.roles.DatabaseRoles;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.postgresql.PGConnection;

/** Brings a backup into an empty server, and fails where it does not give back what it holds. */
final class Restore {

    private static final String DATABASE = "app";

    private final Backup backup;
    private final Manifest manifest;

    /**
     * @param backup one that was finished
     * @throws PipelineException naming the backup when its manifest cannot be read
     */
    Restore(Backup backup) {
        this.backup = backup;
        this.manifest = BackupFolder.manifest(backup);
    }

    Manifest manifest() {
        return manifest;
    }

    /** Reads every file and compares its length and hash with the manifest. */
    void checkFiles() throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (TableFile table : manifest.tables()) {
            Path file = backup.path().resolve(table.file());
            MessageDigest digest = Dump.digest();
            long bytes = 0;
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    bytes += read;
                }
            } catch (NoSuchFileException e) {
                throw BackupFolder.damaged(backup, "file " + table.file() + " is missing");
            }
            if (bytes != table.bytes()) {
                throw BackupFolder.damaged(
                        backup,
                        "file %s has %d bytes, expected %d"
                                .formatted(table.file(), bytes, table.bytes()));
            }
            String found = HexFormat.of().formatHex(digest.digest());
            if (!found.equals(table.sha256())) {
                throw BackupFolder.damaged(
                        backup,
                        "file %s has SHA-256 %s, expected %s"
                                .formatted(table.file(), found, table.sha256()));
            }
        }
    }

    /**
     * Makes the database of the backup's schema version on a server that has none, and loads every
     * table.
     *
     * @param admin the server's maintenance database, seen by a superuser
     * @return the database, seen by the superuser
     */
    DatabaseSettings into(DatabaseSettings admin) throws SQLException, IOException {
        Secret password = new Secret(UUID.randomUUID().toString());
        Bootstrap.run(admin, DATABASE, Map.of(DatabaseRoles.OWNER, password));
        DatabaseSettings database =
                new DatabaseSettings(
                        admin.host(),
                        admin.port(),
                        DATABASE,
                        admin.user(),
                        admin.password(),
                        admin.tls());
        Migrations.migrateTo(manifest.schemaVersion(), database.as(DatabaseRoles.OWNER, password));
        try (Connection connection = Contents.connect(database, "millrace restore")) {
            String version = Dump.schemaVersion(connection);
            if (!version.equals(manifest.schemaVersion())) {
                throw BackupFolder.damaged(
                        backup,
                        "its schema is of version %s, this program knows %s: restore it with the release that took it"
                                .formatted(manifest.schemaVersion(), version));
            }
            load(connection);
            connection.commit();
        }
        return database;
    }

    /** Fails when the database does not hold what the backup says, or its oracles say otherwise. */
    void compare(DatabaseSettings database) throws SQLException {
        try (Connection connection = Contents.connect(database, "millrace restore")) {
            for (TableFile table : manifest.tables()) {
                long rows =
                        Long.parseLong(
                                Contents.value(
                                        connection, "select count(*) from " + table.table()));
                if (rows != table.rows()) {
                    throw BackupFolder.damaged(
                            backup,
                            "%s has %d rows after it was restored, expected %d"
                                    .formatted(table.table(), rows, table.rows()));
                }
            }
            var found = Contents.oracles(connection);
            if (!found.equals(manifest.oracles())) {
                throw BackupFolder.damaged(
                        backup,
                        "after it was restored other rows are shown by "
                                + manifest.oracles().stream()
                                        .filter(oracle -> !found.contains(oracle))
                                        .map(Manifest.Fingerprint::view)
                                        .collect(Collectors.joining(", ")));
            }
        }
    }

    private void load(Connection connection) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            // Neither triggers nor keys: the rows satisfied them where they come from.
            statement.execute("set local session_replication_role = replica");
            statement.execute(
                    "truncate "
                            + manifest.tables().stream()
                                    .map(TableFile::table)
                                    .collect(Collectors.joining(", ")));
        }
        try (PreparedStatement month =
                connection.prepareStatement(
                        "select ops.ensure_month_partitions(?::regclass, ?::date, ?::date)")) {
            for (Month wanted : manifest.months()) {
                month.setString(1, wanted.table());
                month.setString(2, wanted.firstDay());
                month.setString(3, wanted.firstDay());
                month.execute();
            }
        }
        for (TableFile table : manifest.tables()) {
            try (InputStream in =
                    new GZIPInputStream(
                            Files.newInputStream(backup.path().resolve(table.file())))) {
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn(
                                "copy %s (%s) from stdin"
                                        .formatted(table.table(), Dump.columns(table.columns())),
                                in);
            } catch (SQLException e) {
                throw BackupFolder.damaged(
                        backup, table.table() + " cannot be loaded: " + e.getMessage());
            }
        }
        try (PreparedStatement set = connection.prepareStatement("select setval(?::regclass, ?)")) {
            for (SequenceValue sequence : manifest.sequences()) {
                set.setString(1, sequence.sequence());
                set.setLong(2, sequence.value());
                set.execute();
            }
        }
    }
}
