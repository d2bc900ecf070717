package dev.millrace.streams.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schema.topics.RowKey;
import java.util.Arrays;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class PathSerdeTest {

    @Test
    void pathsComeBackAsTheyWere() {
        RowKey path = RowKey.of("algebra", "", "Ωmega");

        assertThat(PathSerde.fromBytes(PathSerde.toBytes(path))).isEqualTo(path);
    }

    @Test
    void shorterPathsArePrefixesOfLongerOnesOnly() {
        byte[] parent = PathSerde.toBytes(RowKey.of("a"));

        assertThat(Arrays.copyOf(PathSerde.toBytes(RowKey.of("a", "b")), parent.length))
                .isEqualTo(parent);
        assertThat(Arrays.copyOf(PathSerde.toBytes(RowKey.of("ab")), parent.length))
                .isNotEqualTo(parent);
    }

    @Test
    void joinedPathsComeApartAgain() {
        RowKey parent = RowKey.of("course");
        RowKey child = RowKey.of("user", "lesson");

        assertThat(PathSerde.below(PathSerde.join(parent, child), 1)).isEqualTo(child);
    }

    @Test
    void zeroBytesAndOtherBytesAreRefused() {
        assertThatThrownBy(() -> PathSerde.toBytes(RowKey.of("a\0b")))
                .isInstanceOf(SerializationException.class);
        assertThatThrownBy(() -> PathSerde.fromBytes(new byte[] {'a'}))
                .isInstanceOf(SerializationException.class);
        assertThatThrownBy(() -> PathSerde.fromBytes(new byte[0]))
                .isInstanceOf(SerializationException.class);
    }
}
