package dev.millrace.devstack;

import dev.millrace.devstack.DevStackException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL 18 on loopback, its data in a folder, ready for logical replication. Every
 * login, replication included, needs a password. It ends with this process, however that ends.
 */
public final class EmbeddedPostgresServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgresServer.class);
    private static final String PORT_FILE = "port";
    static final String NAME = "PostgreSQL";

    private final Path folder;
    private final Durability durability;
    private final FolderLock lock;
    private final PostgresData data;
    private final Postmaster postmaster;
    private final String adminPassword;
    private int port;
    private boolean running;

    private EmbeddedPostgresServer(Path folder, Durability durability, FolderLock lock)
            throws IOException {
        PostgresProgram program = PostgresProgram.unpackedIn(folder);
        this.folder = folder;
        this.durability = durability;
        this.lock = lock;
        this.data = new PostgresData(folder, program);
        this.postmaster = new Postmaster(program, data.directory(), folder);
        data.createIfMissing(durability);
        this.adminPassword = data.adminPassword();
    }

    /**
     * Starts the server, with the data of the last run in this folder if there is any.
     *
     * @param folder created when missing
     * @param port the port it must have; empty: that of the last run if it is free, else any
     * @throws DevStackException when it cannot start; nothing is left running then
     */
    public static EmbeddedPostgresServer start(
            Path folder, OptionalInt port, Durability durability) {
        Path real = DataFolder.prepare(folder);
        try {
            FolderLock lock =
                    FolderLock.acquire(real)
                            .orElseThrow(() ->
                                    new DevStackException(
                                            Kind.FOLDER_IN_USE,
                                            "Another process already runs PostgreSQL in folder %s. Stop it, or choose another folder."
                                                    .formatted(real)));
            try {
                EmbeddedPostgresServer server = new EmbeddedPostgresServer(real, durability, lock);
                Ports.startOnSome(NAME, port, real.resolve(PORT_FILE), server::startOn);
                return server;
            } catch (Throwable t) {
                lock.close();
                throw t;
            }
        } catch (IOException e) {
            throw DataFolder.unwritable(real, e);
        }
    }

    /**
     * Starts a hot standby of a server that runs: it replays the log of that server, and may be
     * read. To be closed before that server, whose slot goes with its data.
     *
     * @param primary the folder of that server, which may run in another process
     * @param primaryPort its port
     * @param folder holds nothing yet
     * @param name of the standby, and of the physical slot on the server that runs
     * @throws DevStackException when it cannot start
     */
    public static EmbeddedPostgresServer startStandby(
            Path primary, int primaryPort, Path folder, String name, Durability durability) {
        Path real = DataFolder.prepare(folder);
        try {
            StandbyCopy.make(primary, primaryPort, real, name);
        } catch (IOException e) {
            throw DataFolder.unwritable(real, e);
        }
        return start(real, OptionalInt.empty(), durability);
    }

    /** Starts it again after {@link #stop}, on the same port and data; no effect when it runs. */
    public synchronized void start() {
        if (running) {
            return;
        }
        try {
            Ports.startOnSome(NAME, OptionalInt.of(port), folder.resolve(PORT_FILE), this::startOn);
        } catch (IOException e) {
            throw DataFolder.unwritable(folder, e);
        }
    }

    /** Stops it, ending all its sessions; {@link #start()} brings it back. */
    public synchronized void stop() {
        if (!running) {
            return;
        }
        try {
            postmaster.stop();
            running = false;
            LOG.atInfo().addKeyValue("port", port).log("PostgreSQL stopped");
        } catch (IOException e) {
            throw DataFolder.unwritable(folder, e);
        }
    }

    /** Stops it for good. */
    @Override
    public synchronized void close() {
        try {
            stop();
        } finally {
            lock.close();
        }
    }

    /** Stops it for good and deletes its folder: for tests and other passing uses. */
    public void closeAndDelete() {
        close();
        try {
            DataFolder.delete(folder);
        } catch (IOException e) {
            throw DataFolder.unwritable(folder, e);
        }
    }

    public String host() {
        return Ports.HOST;
    }

    public int port() {
        return port;
    }

    /** The superuser's name. */
    public String adminUser() {
        return PostgresData.ADMIN;
    }

    /** The superuser's password, drawn at the first start in this folder. */
    public String adminPassword() {
        return adminPassword;
    }

    /** The file that holds the superuser's password, readable by its owner only. */
    public Path adminPasswordFile() {
        return data.passwordFile();
    }

    /** The address of a database, without user and password. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://%s:%d/%s".formatted(Ports.HOST, port, database);
    }

    /** Connections of the superuser to a database. */
    public DataSource adminDataSource(String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl(database));
        source.setUser(adminUser());
        source.setPassword(adminPassword);
        return source;
    }

    /** The server's process id, empty when it does not run. */
    public OptionalLong pid() {
        try {
            return postmaster.pid();
        } catch (IOException e) {
            throw DataFolder.unwritable(folder, e);
        }
    }

    /** Why the server died while it ran; empty as long as it lives or was stopped in order. */
    public synchronized Optional<DevStackException> failure() {
        if (!running || pid().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(
                diskFailure()
                        .orElseGet(() -> PostgresFailure.ofDeath(folder, postmaster.logged())));
    }

    /** A full or read-only disk, if the server has met one since its start; it may live on. */
    Optional<DevStackException> diskFailure() {
        String log = postmaster.logged();
        return DataFolder.tellsOfDisk(log)
                ? Optional.of(PostgresFailure.of(folder, "it says", log))
                : Optional.empty();
    }

    private void startOn(int candidate) throws IOException {
        data.configure(candidate, durability);
        long begin = System.nanoTime();
        if (postmaster.start() instanceof Postmaster.Outcome.Failed(String said)) {
            throw PostgresFailure.tellsOfPort(said)
                    ? Ports.inUse(NAME, candidate)
                    : PostgresFailure.of(folder, "it says", said);
        }
        port = candidate;
        running = true;
        LOG.atInfo()
                .addKeyValue("port", port)
                .addKeyValue("folder", folder)
                .addKeyValue("millis", (System.nanoTime() - begin) / 1_000_000)
                .log("PostgreSQL started");
    }
}
