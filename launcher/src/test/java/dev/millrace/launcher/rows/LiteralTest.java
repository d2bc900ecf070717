package dev.millrace.launcher.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LiteralTest {

    @Test
    void listsBecomeArraysWithEveryMemberQuoted() {
        assertThat(Literal.textOf(List.of("plain", "a,b", "say \"hi\"", "back\\slash", "")))
                .isEqualTo("{\"plain\",\"a,b\",\"say \\\"hi\\\"\",\"back\\\\slash\",\"\"}");
        assertThat(Literal.textOf(List.of())).isEqualTo("{}");
    }

    @Test
    void instantsKeepTheirMicrosecondsOnly() {
        assertThat(Literal.textOf(Instant.parse("2024-05-31T18:00:00.123456789Z")))
                .isEqualTo("2024-05-31T18:00:00.123456Z");
    }

    @Test
    void otherValuesAreTheirText() {
        UUID id = new UUID(1, 2);

        assertThat(Literal.textOf(id)).isEqualTo(id.toString());
        assertThat(Literal.textOf(true)).isEqualTo("true");
        assertThat(Literal.textOf(12L)).isEqualTo("12");
    }
}
