package dev.millrace.schema.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short ways for plain keys and times say what the general libraries say. */
class PlainFormsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-31T10:00:00Z",
                "2026-01-31T10:00:00.1Z",
                "2026-01-31T10:00:00.120Z",
                "2024-02-29T23:59:59.999999Z",
                "1969-12-31T23:59:59.000001Z",
                "0000-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999999Z",
                "-0044-03-15T00:00:00Z",
                "+10000-01-01T00:00:00Z",
                "2026-01-31T24:00:00Z",
                "2026-01-31T10:00:00+02:00"
            })
    void timesAreWhatTheLibraryReads(String text) {
        assertThat(RowFormat.timestampMicros(text)).isEqualTo(micros(text));
    }

    @Test
    void timesByChanceAreWhatTheLibraryReads() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 10_000; i++) {
            long micros = random.nextLong(-62_000_000_000_000_000L, 250_000_000_000_000_000L);
            String text = RowFormat.timestampText(micros);
            assertThat(RowFormat.timestampMicros(text)).isEqualTo(micros).isEqualTo(micros(text));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-30T10:00:00Z",
                "2026-13-01T10:00:00Z",
                "2026-01-31T10:61:00Z",
                "2026-01-31 10:00:00Z",
                "2026-01-31T10:00:00.12x456Z",
                "2026-01-3xT10:00:00Z",
                "Z",
                ""
            })
    void noTimesAreRefused(String text) {
        assertThatThrownBy(() -> RowFormat.timestampMicros(text))
                .isInstanceOf(DateTimeParseException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "a", "a b", "a,b", "[", "]", "\"", "\\", "a\"b", "\n", "\u007f", "ä", "€", "😀"
            })
    void keysAreTheBytesOfTheLibrary(String value) throws Exception {
        for (RowKey key : List.of(RowKey.of(value), RowKey.of("x", value), RowKey.of(value, "y"))) {
            byte[] bytes = RowKeySerde.toBytes(key);
            assertThat(bytes).isEqualTo(JSON.writeValueAsBytes(key.values()));
            assertThat(RowKeySerde.fromBytes(bytes)).isEqualTo(key);
        }
    }

    @Test
    void otherWritingsOfAKeyAreReadToo() {
        assertThat(key("[ \"a\" , \"b\\u0041\" ]")).isEqualTo(RowKey.of("a", "bA"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[",
                "[]",
                "[\"a\"",
                "[\"a\",]",
                "[\"a]",
                "[a]",
                "\"a\"",
                "[\"a\" \"b\"]",
                "{}"
            })
    void whatIsNoKeyIsRefused(String json) {
        assertThatThrownBy(() -> key(json)).isInstanceOf(SerializationException.class);
    }

    private static RowKey key(String json) {
        return RowKeySerde.fromBytes(json.getBytes(StandardCharsets.UTF_8));
    }

    private static long micros(String text) {
        return RowFormat.microsOf(Instant.parse(text));
    }
}
