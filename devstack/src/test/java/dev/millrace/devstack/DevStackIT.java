package dev.millrace.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.devstack.DevStackException.Kind;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevStackIT {

    @TempDir private Path temporary;

    @Test
    void restartFindsRowsAndRecordsAtTheSameAddresses() throws Exception {
        DevStackSettings settings = DevStackSettings.in(temporary.resolve("stack"));
        int postgresPort;
        String bootstrapServers;
        try (DevStack stack = DevStack.start(settings)) {
            postgresPort = stack.postgres().port();
            bootstrapServers = stack.kafka().bootstrapServers();
            Sql.execute(stack.postgres(), "CREATE TABLE kept AS SELECT 7 AS n");
            Records.createTopic(bootstrapServers, "kept");
            try (KafkaProducer<String, String> producer =
                    Records.transactionalProducer(bootstrapServers, "writer")) {
                Records.commit(producer, "kept", "seven");
            }
        }

        try (DevStack stack = DevStack.start(settings)) {
            assertThat(stack.postgres().port()).isEqualTo(postgresPort);
            assertThat(stack.kafka().bootstrapServers()).isEqualTo(bootstrapServers);
            assertThat(Sql.value(stack.postgres(), "SELECT n FROM kept")).isEqualTo("7");
            assertThat(Records.committed(bootstrapServers, "kept")).containsExactly("seven");
        }
    }

    @Test
    void folderTellsOfItsServersWhileTheyRunAndRefusesSecondOnes() throws Exception {
        DevStackSettings settings = DevStackSettings.in(temporary.resolve("stack"));
        try (DevStack stack = DevStack.start(settings)) {
            Endpoints endpoints = DevStack.running(settings.folder()).orElseThrow();

            assertThat(endpoints.pid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(endpoints.postgresPort()).isEqualTo(stack.postgres().port());
            assertThat(endpoints.kafkaBootstrapServers())
                    .isEqualTo(stack.kafka().bootstrapServers());
            assertThat(endpoints.adminPassword()).isEqualTo(stack.postgres().adminPassword());
            assertThatExceptionOfType(DevStackException.class)
                    .isThrownBy(() -> DevStack.start(settings))
                    .withMessageContaining(settings.folder().toString())
                    .withMessageContaining("process " + ProcessHandle.current().pid())
                    .withMessageContaining(Integer.toString(stack.postgres().port()))
                    .withMessageContaining(stack.kafka().bootstrapServers())
                    .extracting(DevStackException::kind)
                    .isEqualTo(Kind.FOLDER_IN_USE);
            assertThat(Sql.value(stack.postgres(), "SELECT 1")).isEqualTo("1");
        }

        assertThat(DevStack.running(settings.folder())).isEmpty();
        assertThat(settings.folder().resolve("endpoints.properties")).doesNotExist();
    }

    @Test
    void takenPortIsNamedAndNothingIsLeftRunning() throws Exception {
        Path folder = temporary.resolve("stack");
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral(Ports.HOST))) {
            OptionalInt taken = OptionalInt.of(other.getLocalPort());
            for (DevStackSettings settings :
                    List.of(
                            new DevStackSettings(
                                    folder, taken, OptionalInt.empty(), Durability.FAST),
                            new DevStackSettings(
                                    folder, OptionalInt.empty(), taken, Durability.FAST))) {
                assertThatExceptionOfType(DevStackException.class)
                        .isThrownBy(() -> DevStack.start(settings))
                        .withMessageContaining("Port " + taken.getAsInt())
                        .extracting(DevStackException::kind)
                        .isEqualTo(Kind.PORT_IN_USE);
            }
        }

        assertThat(DevStack.running(folder)).isEmpty();
        assertThat(folder.resolve("postgres/data/postmaster.pid")).doesNotExist();
    }

    @Test
    void kafkaThatCannotStartTakesPostgresDown() throws Exception {
        DevStackSettings settings = DevStackSettings.in(temporary.resolve("stack"));
        DevStack.start(settings).close();
        Path properties = settings.folder().resolve("kafka/data/meta.properties");
        String kept = Files.readString(properties);
        Files.writeString(properties, kept.replaceAll("node.id=.*", "node.id=9"));

        assertThatExceptionOfType(DevStackException.class)
                .isThrownBy(() -> DevStack.start(settings))
                .withMessageContaining("Kafka")
                .withMessageContaining(settings.folder().toString())
                .extracting(DevStackException::kind)
                .isEqualTo(Kind.CANNOT_START);
        assertThat(settings.folder().resolve("postgres/data/postmaster.pid")).doesNotExist();
        assertThat(DevStack.running(settings.folder())).isEmpty();

        Files.writeString(properties, kept);
        DevStack.start(settings).close();
    }

    @Test
    void folderThatCannotBeWrittenIsNamed() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));

        assertThatExceptionOfType(DevStackException.class)
                .isThrownBy(() -> DevStack.start(DevStackSettings.in(file.resolve("stack"))))
                .withMessageContaining(file.resolve("stack").toString())
                .extracting(DevStackException::kind)
                .isEqualTo(Kind.DISK_UNWRITABLE);
    }
}
