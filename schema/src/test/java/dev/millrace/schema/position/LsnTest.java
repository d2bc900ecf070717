package dev.millrace.schema.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LsnTest {

    @ParameterizedTest
    @ValueSource(strings = {"0/0", "16/B374D848", "FFFFFFFF/FFFFFFFF", "80000000/1"})
    void textFormIsReadBack(String text) {
        assertThat(Lsn.parse(text)).hasToString(text);
    }

    @Test
    void positionsBeyondTheSignBitComeLater() {
        Lsn low = Lsn.parse("7FFFFFFF/FFFFFFFF");
        Lsn high = Lsn.parse("80000000/0");

        assertThat(high.isAfter(low)).isTrue();
        assertThat(low.isBefore(high)).isTrue();
        assertThat(high.bytesSince(low)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "16", "16/", "/B3", "x/y"})
    void otherTextsAreRefused(String text) {
        assertThatThrownBy(() -> Lsn.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
