package dev.millrace.bench.servers;

import dev.millrace.bench.process.ChildJvm;
import dev.millrace.bench.process.ProcessFigures;
import dev.millrace.bench.process.ProcessPriority;
import dev.millrace.bench.process.Processors;
import dev.millrace.devstack.DevStack;
import dev.millrace.devstack.Endpoints;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.migration.Bootstrap;
import dev.millrace.schema.migration.Migrations;
import dev.millrace.schema.roles.DatabaseRoles;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.settings.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An empty PostgreSQL with the application's schema, an empty Kafka and, where it is asked for, an
 * empty search server, as the embedded default starts them, commits synced to disk. All are gone
 * with all their data when this is closed.
 */
public final class BenchServers implements AutoCloseable {

    private static final Duration START_PATIENCE = Duration.ofSeconds(120);
    private static final Duration DELETE_PATIENCE = Duration.ofSeconds(30);
    private static final Duration DELETE_PAUSE = Duration.ofMillis(200);
    private static final String DATABASE = "app";
    private static final int PARTITIONS = 2;
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final List<String> BESIDE = List.of("kafka", "work");
    private static final String SEARCH_SERVER = "millrace.search-server";
    private static final List<String> JVM = List.of("-Xms256m", "-Xmx1g", "-XX:+UseSerialGC");

    private final Path folder;
    private final Optional<Path> beside;
    private final ChildJvm process;
    private final long postmaster;
    private final Optional<SearchServer> search;
    private final DatabaseSettings admin;
    private final DatabaseSettings capture;
    private final DatabaseSettings batch;
    private final KafkaSettings kafka;

    private record SearchServer(URI url, long pid) {}

    private BenchServers(
            Path folder,
            Optional<Path> beside,
            ChildJvm process,
            long postmaster,
            Optional<SearchServer> search,
            DatabaseSettings admin,
            DatabaseSettings capture,
            DatabaseSettings batch,
            KafkaSettings kafka) {
        this.folder = folder;
        this.beside = beside;
        this.process = process;
        this.postmaster = postmaster;
        this.search = search;
        this.admin = admin;
        this.capture = capture;
        this.batch = batch;
        this.kafka = kafka;
    }

    /**
     * Starts the database and the broker and brings the schema up to date.
     *
     * @param folder made anew: what an earlier run left there is deleted
     * @throws PipelineException when they do not start, or run already
     */
    public static BenchServers start(Path folder) throws InterruptedException {
        return start(folder, List.of(), Optional.empty());
    }

    /**
     * As {@link #start}, with the files of the broker and of the contestants in memory, as if they
     * were on another machine: the disk is the database's alone.
     */
    public static BenchServers startApart(Path folder) throws InterruptedException {
        return start(folder, List.of(), Optional.of(MEMORY));
    }

    /** As {@link #start}, and the search server. */
    public static BenchServers startWithSearch(Path folder) throws InterruptedException {
        return start(folder, List.of(ServersMain.SEARCH), Optional.empty());
    }

    private static BenchServers start(Path folder, List<String> further, Optional<Path> memory)
            throws InterruptedException {
        Path absolute = folder.toAbsolutePath().normalize();
        if (DevStack.running(absolute.resolve("servers")).isPresent()) {
            throw new PipelineException(
                    ErrorKind.FOLDER_IN_USE,
                    "another benchmark runs in folder %s: wait for its end, or choose another with --folder"
                            .formatted(absolute));
        }
        delete(absolute.resolve("servers"));
        Optional<Path> beside = memory.map(root -> beside(absolute.resolve("servers"), root));
        List<String> arguments = new ArrayList<>(List.of(absolute.resolve("servers").toString()));
        arguments.addAll(further);
        ChildJvm process =
                ChildJvm.start(
                        "servers",
                        absolute.resolve("log"),
                        options(),
                        ServersMain.class.getName(),
                        arguments,
                        Map.of());
        try {
            String[] pids = process.await(ServersMain.READY, START_PATIENCE).split(" ", -1);
            Endpoints endpoints = DevStack.running(absolute.resolve("servers")).orElseThrow();
            DatabaseSettings server =
                    new DatabaseSettings(
                            "127.0.0.1",
                            endpoints.postgresPort(),
                            "postgres",
                            "postgres",
                            new Secret(endpoints.adminPassword()));
            Secret password = new Secret(UUID.randomUUID().toString());
            Bootstrap.run(
                    server,
                    DATABASE,
                    Map.of(
                            DatabaseRoles.OWNER, password,
                            DatabaseRoles.BATCH, password,
                            DatabaseRoles.CAPTURE, password,
                            DatabaseRoles.WRITER, password));
            DatabaseSettings application =
                    new DatabaseSettings(
                            server.host(),
                            server.port(),
                            DATABASE,
                            server.user(),
                            server.password());
            Migrations.migrate(application.as(DatabaseRoles.OWNER, password));
            return new BenchServers(
                    absolute,
                    beside,
                    process,
                    Long.parseLong(pids[0]),
                    endpoints
                            .searchUrl()
                            .map(url -> new SearchServer(URI.create(url), Long.parseLong(pids[1]))),
                    application,
                    application.as(DatabaseRoles.CAPTURE, password),
                    application.as(DatabaseRoles.BATCH, password),
                    new KafkaSettings(endpoints.kafkaBootstrapServers(), PARTITIONS, (short) 1));
        } catch (IOException e) {
            process.close();
            throw new UncheckedIOException(e);
        } catch (InterruptedException | RuntimeException e) {
            process.close();
            throw e;
        }
    }

    /** Has the folders of all but the database lead to this file system. */
    private static Path beside(Path servers, Path root) {
        try {
            Path beside = Files.createTempDirectory(root, "millrace-bench-");
            Files.createDirectories(servers);
            for (String name : BESIDE) {
                Files.createDirectory(beside.resolve(name));
                Files.createSymbolicLink(servers.resolve(name), beside.resolve(name));
            }
            return beside;
        } catch (IOException e) {
            throw new PipelineException(
                    ErrorKind.DISK_UNWRITABLE,
                    "%s, where the files of the broker are to be, cannot be written: %s"
                            .formatted(root, e.getMessage()),
                    e);
        }
    }

    /** Where the search server's program is, if we have been told, the other process must know. */
    private static List<String> options() {
        List<String> options = new ArrayList<>(JVM);
        @Nullable String searchServer = System.getProperty(SEARCH_SERVER);
        if (searchServer != null) {
            options.add("-D" + SEARCH_SERVER + "=" + searchServer);
        }
        return options;
    }

    /** Where the logs of this run's processes are. */
    public Path logFolder() {
        return folder.resolve("log");
    }

    /** A folder for files of the contestants. */
    public Path workFolder() {
        return folder.resolve("servers").resolve("work");
    }

    /** Where the data of the database is. */
    public Path databaseFolder() {
        return folder.resolve("servers").resolve("postgres");
    }

    /** The application database, seen by the superuser. */
    public DatabaseSettings admin() {
        return admin;
    }

    /** The application database, seen by the role that replicates. */
    public DatabaseSettings capture() {
        return capture;
    }

    /** The application database, seen by the role that the jobs run with. */
    public DatabaseSettings batch() {
        return batch;
    }

    public KafkaSettings kafka() {
        return kafka;
    }

    /** A connection of the superuser, in auto-commit mode. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(
                admin.jdbcUrl(), admin.user(), admin.password().reveal());
    }

    /** Seconds that the broker's process has computed. */
    public double brokerCpuSeconds() {
        return ProcessFigures.cpuSeconds(process.pid());
    }

    /**
     * Has the broker give way to other processes on the processors; PostgreSQL does not.
     *
     * @param nice as {@link ProcessPriority#set} takes it
     */
    public void brokerGivesWay(int nice) throws InterruptedException {
        ProcessPriority.set(process.pid(), nice);
    }

    /** Keeps the broker on some of the processors. */
    public void brokerOn(Processors processors) throws InterruptedException {
        processors.hold(process.pid());
    }

    /** Keeps all processes of PostgreSQL on some of the processors. */
    public void databaseOn(Processors processors) throws InterruptedException {
        processors.holdTree(postmaster);
    }

    /** Seconds that all processes of PostgreSQL have computed. */
    public double postgresCpuSeconds() {
        return ProcessFigures.cpuSecondsOfTree(postmaster);
    }

    /**
     * Where the search server is.
     *
     * @throws java.util.NoSuchElementException when it was not asked for
     */
    public URI searchUrl() {
        return search.orElseThrow().url();
    }

    /** Seconds that the search server's process has computed; 0 without one. */
    public double searchCpuSeconds() {
        return search.map(server -> ProcessFigures.cpuSeconds(server.pid())).orElse(0.0);
    }

    @Override
    public void close() {
        process.close();
        delete(folder.resolve("servers"));
        beside.ifPresent(BenchServers::delete);
    }

    private static void delete(Path folder) {
        long deadline = System.nanoTime() + DELETE_PATIENCE.toNanos();
        while (Files.exists(folder)) {
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            } catch (IOException | UncheckedIOException e) {
                // A server whose process was killed may still be ending in there.
                if (System.nanoTime() > deadline) {
                    throw new PipelineException(
                            ErrorKind.DISK_UNWRITABLE,
                            "folder " + folder + " cannot be deleted",
                            e);
                }
                LockSupport.parkNanos(DELETE_PAUSE.toNanos());
            }
        }
    }
}
