package dev.millrace.launcher.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingest.LogReader;
import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.launcher.settings.MillraceSettings.Servers;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
                                Duration.ofMillis(50)));
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
                        streams.commit-interval = 250ms
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
                                        Optional.of(new Servers.Admin("root", new Secret("a"))),
                                        passwords,
                                        "k1:9092,k2:9092"),
                                12,
                                (short) 3,
                                "other",
                                Duration.ofSeconds(5),
                                LogReader.DEBEZIUM,
                                Duration.ofMillis(250)));
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
