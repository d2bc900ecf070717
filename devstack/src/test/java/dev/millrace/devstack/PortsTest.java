package dev.millrace.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.devstack.DevStackException.Kind;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {

    @TempDir private Path folder;

    @Test
    void chosenPortIsRememberedAndTakenAgain() throws Exception {
        List<Integer> tried = new ArrayList<>();

        Ports.startOnSome("it", OptionalInt.empty(), memory(), tried::add);
        Ports.startOnSome("it", OptionalInt.empty(), memory(), tried::add);

        assertThat(tried).hasSize(2);
        assertThat(tried.get(0)).isEqualTo(tried.get(1));
    }

    @Test
    void rememberedPortThatIsTakenGivesWayToAnother() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral(Ports.HOST))) {
            Files.writeString(memory(), other.getLocalPort() + "\n");
            List<Integer> tried = new ArrayList<>();

            Ports.startOnSome("it", OptionalInt.empty(), memory(), tried::add);

            assertThat(tried).hasSize(1).doesNotContain(other.getLocalPort());
        }
    }

    @Test
    void portLostBetweenLookAndUseIsReplaced() throws Exception {
        List<Integer> tried = new ArrayList<>();

        Ports.startOnSome(
                "it",
                OptionalInt.empty(),
                memory(),
                port -> {
                    tried.add(port);
                    if (tried.size() < 3) {
                        throw Ports.inUse("it", port);
                    }
                });

        assertThat(tried).hasSize(3);
        assertThat(Files.readString(memory()).strip()).isEqualTo(tried.getLast().toString());
    }

    @Test
    void askedPortIsNotReplaced() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral(Ports.HOST))) {
            OptionalInt taken = OptionalInt.of(other.getLocalPort());

            assertThatExceptionOfType(DevStackException.class)
                    .isThrownBy(() -> Ports.startOnSome("it", taken, memory(), port -> {}))
                    .withMessageContaining("Port " + taken.getAsInt())
                    .extracting(DevStackException::kind)
                    .isEqualTo(Kind.PORT_IN_USE);
        }
    }

    @Test
    void damagedMemoryIsIgnored() throws Exception {
        Files.writeString(memory(), "not a port");
        List<Integer> tried = new ArrayList<>();

        Ports.startOnSome("it", OptionalInt.empty(), memory(), tried::add);

        assertThat(tried).hasSize(1);
    }

    private Path memory() {
        return folder.resolve("port");
    }
}
