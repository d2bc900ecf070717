package dev.millrace.devstack;

import dev.millrace.devstack.DevStackException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** The data directory of the embedded PostgreSQL: how it is made, and how it is configured. */
final class PostgresData {

    static final String ADMIN = "postgres";

    private static final int PASSWORD_BYTES = 24;

    private static final String ACCESS =
            """
            # Written at every start: loopback only, always with a password.
            host all         all 127.0.0.1/32 scram-sha-256
            host replication all 127.0.0.1/32 scram-sha-256
            """;

    private final Path folder;
    private final PostgresProgram program;

    PostgresData(Path folder, PostgresProgram program) {
        this.folder = folder;
        this.program = program;
    }

    Path directory() {
        return folder.resolve("data");
    }

    Path passwordFile() {
        return folder.resolve("password");
    }

    /** The password of the superuser, made at the first start and kept beside the data. */
    String adminPassword() throws IOException {
        return Files.readString(passwordFile()).strip();
    }

    /** Makes the data directory unless it is there; one that is there is complete. */
    void createIfMissing(Durability durability) throws IOException {
        boolean dataExists = Files.isDirectory(directory());
        if (dataExists && Files.isReadable(passwordFile())) {
            return;
        }
        if (dataExists) {
            throw new DevStackException(
                    Kind.CANNOT_START,
                    "File %s, which holds the password of PostgreSQL's superuser, is missing or not readable. Put it back, or delete folder %s to start with an empty database."
                            .formatted(passwordFile(), folder));
        }
        writePassword();
        Path unfinished = folder.resolve("data-unfinished");
        DataFolder.delete(unfinished);
        Shell.Result initdb =
                Shell.run(
                        program.command(
                                "initdb",
                                "--pgdata=" + unfinished,
                                "--username=" + ADMIN,
                                "--auth=scram-sha-256",
                                "--pwfile=" + passwordFile(),
                                "--encoding=UTF8",
                                "--locale=C",
                                "--locale-provider=builtin",
                                "--builtin-locale=C.UTF-8",
                                "--no-instructions",
                                durability == Durability.SAFE
                                        ? "--sync-method=fsync"
                                        : "--no-sync"));
        if (!initdb.succeeded()) {
            DataFolder.delete(unfinished);
            throw PostgresFailure.of(folder, "initdb failed", initdb.output());
        }
        Files.writeString(
                unfinished.resolve("postgresql.conf"),
                Files.readString(unfinished.resolve("postgresql.conf"))
                        + "\ninclude 'millrace.conf'\n");
        PostgresProgram.moveIntoPlace(unfinished, directory());
    }

    void configure(int port, Durability durability) throws IOException {
        String sync = durability == Durability.SAFE ? "on" : "off";
        Files.writeString(directory().resolve("millrace.conf"), settings(port, sync));
        Files.writeString(directory().resolve("pg_hba.conf"), ACCESS);
    }

    private void writePassword() throws IOException {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        Files.deleteIfExists(passwordFile());
        Files.createFile(
                passwordFile(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                passwordFile(), Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    /*
     * Sized for a laptop. The slot limit keeps a forgotten slot from filling the disk; errors of
     * statements go to their clients only, since they can quote rows.
     */
    private static String settings(int port, String sync) {
        return """
        # Written at every start. For settings of your own use ALTER SYSTEM.
        listen_addresses = '127.0.0.1'
        unix_socket_directories = ''
        port = %d
        wal_level = logical
        max_wal_senders = 20
        max_replication_slots = 20
        max_slot_wal_keep_size = 8GB
        wal_keep_size = 64MB
        max_wal_size = 2GB
        min_wal_size = 128MB
        checkpoint_timeout = 10min
        synchronous_commit = on
        fsync = %s
        full_page_writes = %s
        max_connections = 200
        shared_buffers = 512MB
        effective_cache_size = 1GB
        maintenance_work_mem = 64MB
        max_locks_per_transaction = 256
        random_page_cost = 1.1
        jit = off
        timezone = 'UTC'
        log_timezone = 'UTC'
        log_checkpoints = off
        log_min_messages = log
        log_error_verbosity = terse
        log_min_error_statement = panic
        """
                .formatted(port, sync, sync);
    }
}
