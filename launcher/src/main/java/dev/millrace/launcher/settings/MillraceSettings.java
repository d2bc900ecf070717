package dev.millrace.launcher.settings;

import dev.millrace.batch.BatchFolders;
import dev.millrace.batch.BatchSettings;
import dev.millrace.batch.backup.BackupSettings;
import dev.millrace.batch.schedule.ScheduleSettings;
import dev.millrace.ingest.LogReader;
import dev.millrace.ingest.watch.CaptureThresholds;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.Secret;
import dev.millrace.schema.settings.Tls;
import dev.millrace.schema.topics.Topics;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Every setting of the program.
 *
 * @param folder where the embedded servers, the stores' state and the logs live
 * @param servers the embedded servers, or servers of one's own
 * @param kafkaPartitions partitions of a capture or derived topic
 * @param kafkaReplicationFactor copies of each partition
 * @param slotName name of the replication slot
 * @param heartbeatInterval how often ingest touches its heartbeat row
 * @param logReader what reads the source's log
 * @param strict whether a row that cannot be published stops ingest
 * @param rowBytesMax the largest record that a row may make, in bytes
 * @param captureThresholds from where on the state of the capture is a warning, or critical
 * @param commitInterval least time between two commits of a store application
 * @param standbys copies of each store's state that other processes keep up to date
 * @param stores names of the derived stores that this process runs; empty for all
 * @param batch what the batch jobs go by
 * @param search whether there are search indexes, and on which server
 * @param http where health and metrics are served
 */
public record MillraceSettings(
        Path folder,
        Servers servers,
        int kafkaPartitions,
        short kafkaReplicationFactor,
        String slotName,
        Duration heartbeatInterval,
        LogReader logReader,
        boolean strict,
        int rowBytesMax,
        CaptureThresholds captureThresholds,
        Duration commitInterval,
        int standbys,
        Set<String> stores,
        BatchSettings batch,
        SearchChoice search,
        Http http) {

    /** The job that sees to it runs every day. */
    private static final int LEAST_ERASURE_HOURS = 48;

    public MillraceSettings {
        stores = Set.copyOf(stores);
    }

    /** The derived stores that this process runs, in the order of the catalogue. */
    public List<DerivedStore> runningStores() {
        return DerivedStores.all().stream()
                .filter(store -> stores.isEmpty() || stores.contains(store.name()))
                .toList();
    }

    /**
     * Where health and metrics are served.
     *
     * @param host the address to listen on
     * @param port the port to listen on; any free one when empty
     */
    public record Http(String host, OptionalInt port) {}

    /** The login roles of the database; see the schema module for what each may do. */
    public enum Role {
        OWNER,
        CAPTURE,
        WRITER,
        BATCH,
        APP,
        ANALYST,
        OPERATOR;

        /** The role's name in PostgreSQL, for example {@code millrace_owner}. */
        public String roleName() {
            return "millrace_" + name().toLowerCase(Locale.ROOT);
        }
    }

    /** Which servers the pipeline runs on. */
    public sealed interface Servers {

        /**
         * Real servers started by the program itself, on loopback.
         *
         * @param postgresPort the port to use; free choice when empty
         * @param kafkaPort the port to use; free choice when empty
         */
        record Embedded(OptionalInt postgresPort, OptionalInt kafkaPort) implements Servers {}

        /**
         * Servers that somebody else runs.
         *
         * @param host of PostgreSQL
         * @param port of PostgreSQL
         * @param database the application database
         * @param standby a hot standby of it, from which the log is read
         * @param tls how connections to PostgreSQL are secured
         * @param admin who may create roles and the database; only {@code bootstrap} needs it
         * @param passwords of the login roles
         * @param bootstrapServers of Kafka
         */
        record Own(
                String host,
                int port,
                String database,
                Optional<Standby> standby,
                Tls tls,
                Optional<Admin> admin,
                Map<Role, Secret> passwords,
                String bootstrapServers)
                implements Servers {

            public Own {
                passwords = Map.copyOf(passwords);
            }
        }

        /** Where a hot standby is. */
        record Standby(String host, int port) {}

        /** A superuser's login. */
        record Admin(String user, Secret password) {}
    }

    /**
     * Reads the settings from their text form.
     *
     * @param values by key, as in the README's table
     * @param ownServers whether a configuration names servers of one's own
     * @throws dev.millrace.schema.failure.PipelineException naming the key, the value and what was
     *     expected
     */
    public static MillraceSettings from(Map<String, String> values, boolean ownServers) {
        SettingValues settings = new SettingValues(values);
        MillraceSettings result =
                new MillraceSettings(
                        Path.of(settings.text("folder", ".millrace")),
                        ownServers ? own(settings) : embedded(settings),
                        settings.number("kafka.partitions", 2, 1, 1000),
                        (short) settings.number("kafka.replication-factor", 1, 1, 10),
                        settings.text("ingest.slot-name", "millrace"),
                        settings.duration("ingest.heartbeat-interval", Duration.ofSeconds(1)),
                        settings.choice("ingest.log-reader", LogReader.PGOUTPUT),
                        settings.flag("ingest.strict", false),
                        rowBytesMax(settings),
                        thresholds(settings),
                        settings.duration("streams.commit-interval", Duration.ofMillis(100)),
                        settings.number("streams.standbys", 0, 0, 10),
                        settings.names("streams.stores"),
                        batch(settings),
                        SearchChoice.from(settings, ownServers),
                        new Http(
                                settings.text("http.host", "127.0.0.1"),
                                settings.port("http.port")));
        settings.refuseUnknown();
        return result;
    }

    private static int rowBytesMax(SettingValues settings) {
        String key = "ingest.row-bytes-max";
        long bytes = settings.bytes(key, Topics.ROW_BYTES_MAX);
        if (bytes > Topics.ROW_BYTES_MAX) {
            throw SettingValues.invalid(key, bytes + "B", "at most " + Topics.ROW_BYTES_MAX + "B");
        }
        return (int) bytes;
    }

    private static CaptureThresholds thresholds(SettingValues settings) {
        CaptureThresholds defaults = CaptureThresholds.DEFAULTS;
        try {
            return new CaptureThresholds(
                    settings.bytes("ingest.retained-wal-warning", defaults.retainedWalWarning()),
                    settings.bytes("ingest.retained-wal-critical", defaults.retainedWalCritical()),
                    settings.duration("ingest.behind-warning", defaults.behindWarning()),
                    settings.duration("ingest.behind-critical", defaults.behindCritical()));
        } catch (IllegalArgumentException e) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    private static BatchSettings batch(SettingValues settings) {
        BatchSettings defaults = BatchSettings.DEFAULTS;
        return new BatchSettings(
                settings.number("batch.chunk-size", defaults.chunkSize(), 1, 1_000_000),
                settings.number(
                        "batch.rows-per-second", defaults.rowsPerSecond(), 0, 1_000_000_000),
                settings.duration("batch.lock-wait", defaults.lockWait()),
                settings.duration("batch.lock-patience", defaults.lockPatience()),
                settings.number("batch.months-ahead", defaults.monthsAhead(), 1, 120),
                backup(settings),
                folders(settings),
                PayoutKeys.read(settings),
                erasureDeadline(settings),
                schedule(settings));
    }

    private static Duration erasureDeadline(SettingValues settings) {
        String key = "batch.erasure-deadline";
        Duration deadline = settings.duration(key, BatchSettings.DEFAULTS.erasureDeadline());
        if (deadline.toHours() < LEAST_ERASURE_HOURS) {
            throw SettingValues.invalid(key, deadline.toHours() + "h", "48h or more");
        }
        return deadline;
    }

    private static BackupSettings backup(SettingValues settings) {
        BackupSettings defaults = BackupSettings.DEFAULTS;
        Path folder = Path.of(settings.text("folder", ".millrace"));
        return new BackupSettings(
                settings.optionalText("batch.backup.folder")
                        .map(Path::of)
                        .orElse(folder.resolve("backups")),
                settings.number("batch.backup.keep-days", defaults.keepDays(), 1, 36_500),
                settings.number("batch.backup.keep-weeks", defaults.keepWeeks(), 0, 5_200));
    }

    private static BatchFolders folders(SettingValues settings) {
        Path folder = Path.of(settings.text("folder", ".millrace"));
        return new BatchFolders(
                settings.optionalText("batch.exports.folder")
                        .map(Path::of)
                        .orElse(folder.resolve("exports")),
                settings.optionalText("batch.files.folder").map(Path::of),
                settings.optionalText("batch.archive.folder").map(Path::of));
    }

    private static ScheduleSettings schedule(SettingValues settings) {
        ScheduleSettings defaults = ScheduleSettings.DEFAULTS;
        return new ScheduleSettings(
                settings.flag("batch.schedule.in-up", defaults.isInUp()),
                zone(settings, "batch.schedule.zone", defaults.zone()),
                settings.duration("batch.schedule.look-every", defaults.lookEvery()),
                settings.duration("batch.schedule.heartbeat", defaults.heartbeat()),
                settings.duration("batch.schedule.misfire-after", defaults.misfireAfter()));
    }

    private static ZoneId zone(SettingValues settings, String key, ZoneId fallback) {
        String text = settings.text(key, fallback.getId());
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw SettingValues.invalid(key, text, "a time zone such as UTC or Europe/Berlin");
        }
    }

    private static Servers embedded(SettingValues settings) {
        return new Servers.Embedded(
                settings.port("embedded.postgres-port"), settings.port("embedded.kafka-port"));
    }

    private static Tls tls(SettingValues settings) {
        try {
            return new Tls(
                    settings.choice("database.ssl-mode", Tls.Mode.PREFER),
                    settings.optionalText("database.ssl-root-certificate").map(Path::of));
        } catch (IllegalArgumentException e) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    private static Optional<Servers.Standby> standby(SettingValues settings) {
        Optional<String> host = settings.optionalText("database.standby-host");
        int port = settings.number("database.standby-port", 5432, 1, 65535);
        return host.map(name -> new Servers.Standby(name, port));
    }

    private static Servers own(SettingValues settings) {
        Map<Role, Secret> passwords = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            String key = "database.password." + role.name().toLowerCase(Locale.ROOT);
            passwords.put(role, new Secret(settings.text(key, "")));
        }
        Optional<String> adminUser = settings.optionalText("database.admin-user");
        Secret adminPassword = new Secret(settings.text("database.admin-password", ""));
        return new Servers.Own(
                settings.text("database.host", "127.0.0.1"),
                settings.number("database.port", 5432, 1, 65535),
                settings.text("database.name", "app"),
                standby(settings),
                tls(settings),
                adminUser.map(user -> new Servers.Admin(user, adminPassword)),
                passwords,
                settings.text("kafka.bootstrap-servers", "127.0.0.1:9092"));
    }
}
