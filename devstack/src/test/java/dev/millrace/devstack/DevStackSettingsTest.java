package dev.millrace.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DevStackSettingsTest {

    @Test
    void defaultsAreFreePortsAndSafeData() {
        assertThat(DevStackSettings.in(Path.of("/data/x/../stack")))
                .isEqualTo(
                        new DevStackSettings(
                                Path.of("/data/stack"),
                                OptionalInt.empty(),
                                OptionalInt.empty(),
                                Durability.SAFE));
    }

    @Test
    void portOutOfRangeIsRefusedWithItsName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(OptionalInt.of(65_536), OptionalInt.empty()))
                .withMessage("postgres port is 65536, expected 1 to 65535");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(OptionalInt.empty(), OptionalInt.of(0)))
                .withMessage("kafka port is 0, expected 1 to 65535");
    }

    @Test
    void serversCannotShareAPort() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(OptionalInt.of(5432), OptionalInt.of(5432)))
                .withMessageContaining("5432");
    }

    @Test
    void searchServerHasItsOwnPort() {
        DevStackSettings settings =
                with(OptionalInt.of(5432), OptionalInt.of(9092)).withSearch(OptionalInt.of(9200));

        assertThat(settings.search()).isTrue();
        assertThat(settings.searchPort()).hasValue(9200);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withSearch(OptionalInt.of(9092)))
                .withMessage("kafka port and search port are both 9092");
    }

    private static DevStackSettings with(OptionalInt postgresPort, OptionalInt kafkaPort) {
        return new DevStackSettings(Path.of("/data"), postgresPort, kafkaPort, Durability.FAST);
    }
}
