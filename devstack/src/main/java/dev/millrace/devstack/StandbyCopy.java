package dev.millrace.devstack;

import dev.millrace.devstack.DevStackException.Kind;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * The data directory of a hot standby, copied from a server that runs, as PostgreSQL's manual says
 * of base backups. The standby then gets its log over a physical slot of that server.
 */
final class StandbyCopy {

    // Made anew by the standby, or of use to the server that runs only.
    private static final Set<String> LEFT_OUT =
            Set.of("postmaster.pid", "postmaster.opts", "pg_internal.init");
    private static final Set<String> EMPTY =
            Set.of("pg_wal", "pg_replslot", "pg_stat_tmp", "pg_notify", "pg_subtrans", "pgsql_tmp");

    private StandbyCopy() {}

    /**
     * Makes the folder of a standby, ready to be started.
     *
     * @param primary the folder of the server that runs
     * @param port its port
     * @param folder holds nothing yet
     * @param slot the physical slot that is made on the server that runs
     */
    static void make(Path primary, int port, Path folder, String slot) throws IOException {
        Path from = primary.resolve("data");
        Path to = folder.resolve("data");
        Files.copy(
                primary.resolve("password"),
                folder.resolve("password"),
                StandardCopyOption.COPY_ATTRIBUTES);
        String password = Files.readString(folder.resolve("password")).strip();
        String url = "jdbc:postgresql://%s:%d/postgres".formatted(Ports.HOST, port);
        try (Connection connection =
                DriverManager.getConnection(url, PostgresData.ADMIN, password)) {
            try (PreparedStatement make =
                    connection.prepareStatement(
                            "select pg_create_physical_replication_slot(?, true)")) {
                make.setString(1, slot);
                make.execute();
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute("select pg_backup_start('standby', true)");
                copy(from, to);
                try (ResultSet row =
                        statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                    row.next();
                    Files.writeString(to.resolve("backup_label"), row.getString(1));
                }
            }
        } catch (SQLException e) {
            throw new DevStackException(
                    Kind.CANNOT_START,
                    "The data of PostgreSQL in %s cannot be copied for a standby: %s"
                            .formatted(from, e.getMessage()),
                    e);
        }
        follow(port, password, to, slot);
    }

    private static void follow(int port, String password, Path data, String slot)
            throws IOException {
        Files.createFile(data.resolve("standby.signal"));
        Files.writeString(
                data.resolve("standby.conf"),
                """
                primary_conninfo = 'host=%s port=%d user=%s password=%s application_name=%s'
                primary_slot_name = '%s'
                hot_standby_feedback = on
                wal_receiver_status_interval = 1s
                """
                        .formatted(Ports.HOST, port, PostgresData.ADMIN, password, slot, slot));
        Path configuration = data.resolve("postgresql.conf");
        Files.writeString(
                configuration, Files.readString(configuration) + "\ninclude 'standby.conf'\n");
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) throws IOException {
                        Files.copy(folder, target(folder), StandardCopyOption.COPY_ATTRIBUTES);
                        return EMPTY.contains(folder.getFileName().toString())
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        if (!LEFT_OUT.contains(file.getFileName().toString())) {
                            try {
                                Files.copy(file, target(file), StandardCopyOption.COPY_ATTRIBUTES);
                            } catch (NoSuchFileException e) {
                                // Dropped meanwhile; the log says so, too.
                            }
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException failure)
                            throws IOException {
                        if (failure instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw failure;
                    }

                    private Path target(Path file) {
                        return to.resolve(from.relativize(file).toString());
                    }
                });
    }
}
