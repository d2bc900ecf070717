package dev.millrace.schema.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class RowTest {

    private static Row row(String json) {
        return RowSerde.fromBytes(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyFormIsReadWithoutLoss() {
        Row row =
                row(
                        """
                        {"big":9223372036854775807,"exact":"12.50","on":true,"none":null,
                         "at":"2026-01-31T10:00:00.123456Z","ever":"infinity",
                         "list":["a",null,"b"],"doc":{"n":0.1000000000000000000000000001}}\
                        """);

        assertThat(row.integer("big")).isEqualTo(Long.MAX_VALUE);
        assertThat(row.decimal("exact")).isEqualTo(new BigDecimal("12.50"));
        assertThat(row.flag("on")).isTrue();
        assertThat(row.textOrNull("none")).isNull();
        assertThat(row.instant("at")).isEqualTo(Instant.parse("2026-01-31T10:00:00.123456Z"));
        assertThat(row.micros("ever")).isEqualTo(RowFormat.INFINITY_MICROS);
        assertThat(row.texts("list")).isEqualTo(List.of("a", "b"));
        assertThat(row.tree("doc").get("n").decimalValue())
                .isEqualTo(new BigDecimal("0.1000000000000000000000000001"));
    }

    @Test
    void bytesAreUnchangedByReadingAndWriting() {
        String json = "{\"a\":\"1.10\",\"b\":{\"n\":1E+400,\"m\":1.10},\"c\":[null]}";

        assertThat(new String(RowSerde.toBytes(row(json)), StandardCharsets.UTF_8)).isEqualTo(json);
    }

    @Test
    void anAbsentColumnIsAnErrorNotANull() {
        assertThatThrownBy(() -> row("{}").textOrNull("title"))
                .isInstanceOf(MalformedRowException.class)
                .hasMessage("row has no column 'title'");
    }

    @Test
    void aValueOfAnotherFormIsNamedWithoutItsContent() {
        assertThatThrownBy(() -> row("{\"count\":\"planted\"}").integer("count"))
                .isInstanceOf(MalformedRowException.class)
                .hasMessage("column 'count' holds STRING, expected a 64-bit integer");
    }

    @Test
    void bytesThatAreNoObjectAreRefused() {
        assertThatThrownBy(() -> row("[1]")).isInstanceOf(SerializationException.class);
        assertThatThrownBy(() -> row("{")).isInstanceOf(SerializationException.class);
    }

    @Test
    void timestampsKeepMicrosecondsAndInfinity() {
        for (String text :
                List.of(
                        "infinity",
                        "-infinity",
                        "-0043-03-15T00:00:00Z",
                        "+294246-12-31T23:59:59.999999Z",
                        "1969-12-31T23:59:59.999999Z")) {
            assertThat(RowFormat.timestampText(RowFormat.timestampMicros(text))).isEqualTo(text);
        }
    }

    @Test
    void equalKeysAreEqualBytes() {
        RowKey key = RowKey.of("a\"b", "é");

        assertThat(RowKeySerde.fromBytes(RowKeySerde.toBytes(key))).isEqualTo(key);
        assertThat(RowKeySerde.toBytes(key)).isEqualTo(RowKeySerde.toBytes(RowKey.of("a\"b", "é")));
        assertThatThrownBy(() -> RowKeySerde.fromBytes("{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(SerializationException.class);
    }
}
