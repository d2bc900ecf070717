package dev.millrace.launcher.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.batch.BatchFolders;
import dev.millrace.batch.BatchSettings;
import dev.millrace.batch.backup.BackupSettings;
import dev.millrace.batch.payouts.ChannelSettings;
import dev.millrace.batch.payouts.PayoutSettings;
import dev.millrace.batch.payouts.bank.Debtor;
import dev.millrace.batch.payouts.payee.BankAccount;
import dev.millrace.batch.payouts.stripe.StripeSettings;
import dev.millrace.batch.schedule.ScheduleSettings;
import dev.millrace.ingest.LogReader;
import dev.millrace.ingest.watch.CaptureThresholds;
import dev.millrace.launcher.settings.MillraceSettings.Http;
import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.launcher.settings.MillraceSettings.Servers;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.Secret;
import dev.millrace.schema.settings.Tls;
import dev.millrace.search.connection.SearchSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MillraceSettingsTest {

    @Test
    void withoutAnySettingTheEmbeddedServersAreUsed() {
        MillraceSettings settings = SettingsSource.read(Optional.empty(), Map.of(), Map.of());

        assertThat(settings)
                .isEqualTo(
                        new MillraceSettings(
                                Path.of(".millrace"),
                                new Servers.Embedded(OptionalInt.empty(), OptionalInt.empty()),
                                2,
                                (short) 1,
                                "millrace",
                                Duration.ofSeconds(1),
                                LogReader.PGOUTPUT,
                                false,
                                32 << 20,
                                new CaptureThresholds(
                                        1L << 30,
                                        8L << 30,
                                        Duration.ofSeconds(10),
                                        Duration.ofSeconds(30)),
                                Duration.ofMillis(100),
                                0,
                                Set.of(),
                                new BatchSettings(
                                        10_000,
                                        0,
                                        Duration.ofMillis(50),
                                        Duration.ofMinutes(10),
                                        3,
                                        new BackupSettings(Path.of(".millrace", "backups"), 14, 8),
                                        new BatchFolders(
                                                Path.of(".millrace", "exports"),
                                                Optional.empty(),
                                                Optional.empty()),
                                        new PayoutSettings(0, 1, 0, 0, ChannelSettings.NONE),
                                        Duration.ofDays(30),
                                        new ScheduleSettings(
                                                true,
                                                ZoneId.of("UTC"),
                                                Duration.ofSeconds(1),
                                                Duration.ofSeconds(5),
                                                Duration.ofMinutes(5))),
                                new SearchChoice(
                                        true, Optional.empty(), OptionalInt.empty(), Set.of()),
                                new Http("127.0.0.1", OptionalInt.empty())));
    }

    @Test
    void everyKeyIsRead(@TempDir Path folder) throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("millrace.properties"),
                        """
                        folder = data
                        database.host = db.example
                        database.port = 5433
                        database.name = shop
                        database.standby-host = db2.example
                        database.standby-port = 5434
                        database.ssl-mode = verify-full
                        database.ssl-root-certificate = ca.pem
                        database.admin-user = root
                        database.admin-password = a
                        database.password.owner = o
                        database.password.capture = c
                        database.password.writer = w
                        database.password.batch = b
                        database.password.app = p
                        database.password.analyst = n
                        database.password.operator = r
                        kafka.bootstrap-servers = k1:9092,k2:9092
                        kafka.partitions = 12
                        kafka.replication-factor = 3
                        ingest.slot-name = other
                        ingest.heartbeat-interval = 5s
                        ingest.log-reader = debezium
                        ingest.strict = true
                        ingest.row-bytes-max = 900kB
                        ingest.retained-wal-warning = 64MiB
                        ingest.retained-wal-critical = 2GB
                        ingest.behind-warning = 1m
                        ingest.behind-critical = 2m
                        streams.commit-interval = 250ms
                        streams.standbys = 1
                        streams.stores = tag_usage, review_counts
                        batch.chunk-size = 500
                        batch.rows-per-second = 2000
                        batch.lock-wait = 20ms
                        batch.lock-patience = 1h
                        batch.months-ahead = 6
                        batch.backup.folder = /var/backups/millrace
                        batch.backup.keep-days = 30
                        batch.backup.keep-weeks = 26
                        batch.exports.folder = /srv/exports
                        batch.files.folder = /srv/files
                        batch.archive.folder = /srv/archive
                        batch.erasure-deadline = 72h
                        batch.payouts.hold-days = 3
                        batch.payouts.minimum = 1000
                        batch.payouts.maximum = 500000
                        batch.payouts.automatic-below = 20000
                        batch.payouts.folder = pay
                        batch.payouts.details-key = k
                        batch.payouts.bank.name = Shop Ltd
                        batch.payouts.bank.account = 000123456789
                        batch.payouts.bank.bic = NWBKGB2L
                        batch.payouts.bank.clearing = USABA:021000021
                        batch.payouts.stripe.key = s
                        batch.payouts.stripe.address = http://127.0.0.1:1
                        batch.payouts.stripe.timeout = 9s
                        batch.schedule.in-up = false
                        batch.schedule.zone = Europe/Berlin
                        batch.schedule.look-every = 2s
                        batch.schedule.heartbeat = 10s
                        batch.schedule.misfire-after = 1h
                        search.url = https://search.example:9200
                        search.user = indexer
                        search.password = s
                        search.root-certificate = search-ca.pem
                        search.shards = 2
                        search.replicas = 1
                        search.indexes = courses, reviews
                        http.host = 0.0.0.0
                        http.port = 9400
                        """);

        MillraceSettings settings = SettingsSource.read(Optional.of(file), Map.of(), Map.of());

        Map<Role, Secret> passwords = new HashMap<>();
        passwords.put(Role.OWNER, new Secret("o"));
        passwords.put(Role.CAPTURE, new Secret("c"));
        passwords.put(Role.WRITER, new Secret("w"));
        passwords.put(Role.BATCH, new Secret("b"));
        passwords.put(Role.APP, new Secret("p"));
        passwords.put(Role.ANALYST, new Secret("n"));
        passwords.put(Role.OPERATOR, new Secret("r"));
        assertThat(settings)
                .isEqualTo(
                        new MillraceSettings(
                                Path.of("data"),
                                new Servers.Own(
                                        "db.example",
                                        5433,
                                        "shop",
                                        Optional.of(new Servers.Standby("db2.example", 5434)),
                                        new Tls(
                                                Tls.Mode.VERIFY_FULL,
                                                Optional.of(Path.of("ca.pem"))),
                                        Optional.of(new Servers.Admin("root", new Secret("a"))),
                                        passwords,
                                        "k1:9092,k2:9092"),
                                12,
                                (short) 3,
                                "other",
                                Duration.ofSeconds(5),
                                LogReader.DEBEZIUM,
                                true,
                                900_000,
                                new CaptureThresholds(
                                        64L << 20,
                                        2_000_000_000,
                                        Duration.ofMinutes(1),
                                        Duration.ofMinutes(2)),
                                Duration.ofMillis(250),
                                1,
                                Set.of("tag_usage", "review_counts"),
                                new BatchSettings(
                                        500,
                                        2000,
                                        Duration.ofMillis(20),
                                        Duration.ofHours(1),
                                        6,
                                        new BackupSettings(
                                                Path.of("/var/backups/millrace"), 30, 26),
                                        new BatchFolders(
                                                Path.of("/srv/exports"),
                                                Optional.of(Path.of("/srv/files")),
                                                Optional.of(Path.of("/srv/archive"))),
                                        new PayoutSettings(
                                                3,
                                                1000,
                                                500_000,
                                                20_000,
                                                new ChannelSettings(
                                                        Optional.of(Path.of("pay")),
                                                        Optional.of(new Secret("k")),
                                                        Optional.of(
                                                                new Debtor(
                                                                        "Shop Ltd",
                                                                        new BankAccount(
                                                                                "000123456789",
                                                                                Optional.of(
                                                                                        "NWBKGB2L"),
                                                                                Optional.of(
                                                                                        "USABA:021000021")))),
                                                        Optional.of(
                                                                new StripeSettings(
                                                                        new Secret("s"),
                                                                        URI.create(
                                                                                "http://127.0.0.1:1"),
                                                                        Duration.ofSeconds(9))))),
                                        Duration.ofHours(72),
                                        new ScheduleSettings(
                                                false,
                                                ZoneId.of("Europe/Berlin"),
                                                Duration.ofSeconds(2),
                                                Duration.ofSeconds(10),
                                                Duration.ofHours(1))),
                                new SearchChoice(
                                        true,
                                        Optional.of(
                                                new SearchSettings(
                                                        URI.create("https://search.example:9200"),
                                                        Optional.of(
                                                                new SearchSettings.Login(
                                                                        "indexer",
                                                                        new Secret("s"))),
                                                        Optional.of(Path.of("search-ca.pem")),
                                                        2,
                                                        1)),
                                        OptionalInt.empty(),
                                        Set.of("courses", "reviews")),
                                new Http("0.0.0.0", OptionalInt.of(9400))));
    }

    @Test
    void searchNeedsAServerAndMayBeSwitchedOff() {
        assertThat(search(Map.of()).isEmbedded()).isTrue();
        assertThat(search(Map.of("search.enabled", "false")).enabled()).isFalse();
        assertThat(
                        search(Map.of("search.url", "http://s:9200", "search.enabled", "false"))
                                .enabled())
                .isFalse();
        assertThat(search(Map.of("embedded.search-port", "9200")).embeddedPort()).hasValue(9200);
        assertThat(search(Map.of("database.host", "db")).enabled()).isFalse();
        assertThat(search(Map.of("database.host", "db", "search.url", "http://s:9200")).enabled())
                .isTrue();
        assertThat(search(Map.of("search.url", "http://s:9200")).isEmbedded()).isFalse();
        assertThatThrownBy(() -> search(Map.of("database.host", "db", "search.enabled", "true")))
                .hasMessageContaining("search.url is not set");
        assertThatThrownBy(() -> search(Map.of("search.url", "s:9200")))
                .hasMessage("search.url is s:9200, expected http://HOST:PORT or https://HOST:PORT");
    }

    private static SearchChoice search(Map<String, String> values) {
        return SettingsSource.read(Optional.empty(), Map.of(), values).search();
    }

    @Test
    void environmentOverridesTheFileAndTheCommandLineOverridesBoth() {
        MillraceSettings settings =
                SettingsSource.read(
                        Optional.empty(),
                        Map.of(
                                "MILLRACE_KAFKA_PARTITIONS", "4",
                                "MILLRACE_INGEST_SLOT__NAME", "from_environment",
                                "MILLRACE_JVM_OPTIONS", "-Xmx2g",
                                "PATH", "ignored"),
                        Map.of("kafka.partitions", "8"));

        assertThat(settings.kafkaPartitions()).isEqualTo(8);
        assertThat(settings.slotName()).isEqualTo("from_environment");
    }

    @Test
    void aWrongValueNamesKeyValueAndExpectation() {
        assertThatThrownBy(() ->
                        SettingsSource.read(
                                Optional.empty(), Map.of(), Map.of("kafka.partitions", "many")))
                .isInstanceOf(PipelineException.class)
                .hasMessage(
                        "setting kafka.partitions is 'many', expected a whole number from 1 to 1000");
    }

    @Test
    void flagsAndLimitsSayWhatTheyTake() {
        assertThatThrownBy(() ->
                        SettingsSource.read(
                                Optional.empty(), Map.of(), Map.of("ingest.strict", "yes")))
                .hasMessage("setting ingest.strict is 'yes', expected true or false");
        assertThatThrownBy(() ->
                        SettingsSource.read(
                                Optional.empty(),
                                Map.of(),
                                Map.of("ingest.row-bytes-max", "33MiB")))
                .hasMessage(
                        "setting ingest.row-bytes-max is '34603008B', expected at most 33554432B");
    }

    @Test
    void sizesNeedAUnitAndThresholdsAnOrder() {
        assertThatThrownBy(() ->
                        SettingsSource.read(
                                Optional.empty(),
                                Map.of(),
                                Map.of("ingest.retained-wal-warning", "100")))
                .hasMessage(
                        "setting ingest.retained-wal-warning is '100', expected a number of bytes such as 512MiB, 2GB or 4096B");
        assertThatThrownBy(() ->
                        SettingsSource.read(
                                Optional.empty(),
                                Map.of(),
                                Map.of("ingest.retained-wal-critical", "1MB")))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("ingest.retained-wal-critical is 1000000 bytes");
        assertThatThrownBy(() ->
                        SettingsSource.read(
                                Optional.empty(), Map.of(), Map.of("ingest.behind-warning", "1h")))
                .hasMessageContaining("ingest.behind-warning is PT1H");
    }

    @Test
    void anUnknownKeyNamesTheNearestKnownOne() {
        assertThatThrownBy(() ->
                        SettingsSource.read(
                                Optional.empty(), Map.of(), Map.of("kafka.partition", "2")))
                .hasMessage("unknown setting 'kafka.partition', did you mean 'kafka.partitions'?");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() ->
                        SettingsSource.read(
                                Optional.of(Path.of("nowhere.properties")), Map.of(), Map.of()))
                .hasMessage("configuration file nowhere.properties does not exist");
    }

    @Test
    void passwordsDoNotReachTheTextForm() {
        MillraceSettings settings =
                SettingsSource.read(
                        Optional.empty(),
                        Map.of(),
                        Map.of("database.host", "db", "database.password.writer", "planted"));

        assertThat(settings.toString()).doesNotContain("planted");
    }
}
