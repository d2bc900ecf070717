package dev.millrace.streams.slim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SlimSerdeTest {

    private record Everything(
            boolean flag,
            int small,
            long large,
            @Nullable Boolean flagOrNull,
            @Nullable Long largeOrNull,
            @Nullable String text,
            @Nullable BigDecimal decimal,
            List<String> texts,
            Map<String, Leaf> leaves,
            SortedMap<String, Long> amounts,
            @Nullable Kind kind,
            Side side) {}

    private enum Side {
        LEFT,
        RIGHT
    }

    private record Leaf(String name, List<Kind> kinds) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Kind.Nothing.class, name = "nothing"),
        @JsonSubTypes.Type(value = Kind.Amount.class, name = "amount"),
        @JsonSubTypes.Type(value = Kind.Named.Text.class, name = "text")
    })
    private sealed interface Kind {
        record Nothing() implements Kind {}

        record Amount(BigDecimal value) implements Kind {}

        sealed interface Named extends Kind {
            record Text(String value) implements Named {}
        }
    }

    // The same name and types, and one component called otherwise.
    private static final class Later {
        private record Leaf(String title, List<Kind> kinds) {}
    }

    private record Timed(Instant at) {}

    private static Stream<Everything> values() {
        return Stream.of(
                new Everything(
                        false, 0, 0, null, null, null, null, List.of(), Map.of(), amounts(), null,
                        Side.LEFT),
                new Everything(
                        true,
                        Integer.MAX_VALUE,
                        Long.MAX_VALUE,
                        true,
                        Long.MIN_VALUE,
                        "",
                        new BigDecimal("0.00"),
                        List.of("", "a", "ä€😀\u0000"),
                        Map.of(
                                "one",
                                new Leaf("one", List.of()),
                                "two",
                                new Leaf("two", List.of(new Kind.Nothing(), amount("1E+3")))),
                        amounts("b", -1L, "a", 1L << 40),
                        new Kind.Named.Text("t"),
                        Side.RIGHT),
                new Everything(
                        true,
                        Integer.MIN_VALUE,
                        -1,
                        false,
                        63L,
                        "x".repeat(70_000),
                        new BigDecimal("-12345678901234567890.123456789"),
                        List.of("x"),
                        Map.of(),
                        amounts("", 64L),
                        amount("-0.5"),
                        Side.LEFT));
    }

    @ParameterizedTest
    @MethodSource("values")
    void whatWasWrittenIsRead(Everything value) {
        SlimSerde<Everything> serde = new SlimSerde<>(Everything.class);
        assertThat(read(serde, write(serde, value))).isEqualTo(value);
    }

    @Test
    void aUnionIsReadAsTheRecordItWas() {
        SlimSerde<Kind> serde = new SlimSerde<>(Kind.class);
        for (Kind kind : List.of(new Kind.Nothing(), amount("1.50"), new Kind.Named.Text("x"))) {
            assertThat(read(serde, write(serde, kind))).isEqualTo(kind);
        }
    }

    @Test
    void stateOfEarlierReleasesIsJson() {
        String json =
                """
                {"flag":true,"small":1,"large":-2,"text":"t","decimal":1.50,"texts":["a"],
                 "leaves":{"l":{"name":"n","kinds":[{"is":"amount","value":2.0}]}},
                 "amounts":{"a":3},"kind":{"is":"text","value":"k"},"side":"RIGHT"}
                """;
        assertThat(
                        read(
                                new SlimSerde<>(Everything.class),
                                json.strip().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(
                        new Everything(
                                true,
                                1,
                                -2,
                                null,
                                null,
                                "t",
                                new BigDecimal("1.50"),
                                List.of("a"),
                                Map.of("l", new Leaf("n", List.of(amount("2.0")))),
                                amounts("a", 3L),
                                new Kind.Named.Text("k"),
                                Side.RIGHT));
    }

    @Test
    void aConstantOfEarlierReleasesIsAJsonText() {
        SlimSerde<Side> serde = new SlimSerde<>(Side.class);
        assertThat(read(serde, "\"RIGHT\"".getBytes(StandardCharsets.UTF_8))).isEqualTo(Side.RIGHT);
        assertThat(read(serde, write(serde, Side.LEFT))).isEqualTo(Side.LEFT);
    }

    @Test
    void nothingStaysNothing() {
        SlimSerde<Leaf> serde = new SlimSerde<>(Leaf.class);
        assertThat(serde.serializer().serialize("topic", null)).isNull();
        assertThat(read(serde, null)).isNull();
    }

    @Test
    void anotherShapeIsRefused() {
        byte[] bytes = write(new SlimSerde<>(Leaf.class), new Leaf("n", List.of()));
        assertThatThrownBy(() -> read(new SlimSerde<>(Later.Leaf.class), bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessage("state is not a Leaf of this release");
    }

    @Test
    void whatEndsTooEarlyOrGoesOnIsRefused() {
        SlimSerde<Everything> serde = new SlimSerde<>(Everything.class);
        values().filter(value -> value.small() != Integer.MIN_VALUE)
                .forEach(value -> {
                    byte[] bytes = write(serde, value);
                    for (int length = 0; length < bytes.length; length++) {
                        byte[] begin = Arrays.copyOf(bytes, length);
                        assertThatThrownBy(() -> read(serde, begin))
                                .as("%d bytes of %d", length, bytes.length)
                                .isInstanceOf(SerializationException.class);
                    }
                    assertThatThrownBy(() -> read(serde, Arrays.copyOf(bytes, bytes.length + 1)))
                            .isInstanceOf(SerializationException.class);
                });
    }

    @Test
    void aRecordOfOtherTypesIsNoSlimRecord() {
        assertThatThrownBy(() -> new SlimSerde<>(Timed.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.time.Instant");
    }

    private static Kind amount(String value) {
        return new Kind.Amount(new BigDecimal(value));
    }

    private static SortedMap<String, Long> amounts(Object... pairs) {
        SortedMap<String, Long> amounts = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            amounts.put((String) pairs[i], (Long) pairs[i + 1]);
        }
        return amounts;
    }

    private static <T> byte[] write(SlimSerde<T> serde, T value) {
        return Objects.requireNonNull(serde.serializer().serialize("topic", value));
    }

    private static <T> @Nullable T read(SlimSerde<T> serde, byte @Nullable [] bytes) {
        return serde.deserializer().deserialize("topic", bytes);
    }
}
