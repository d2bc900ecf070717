package dev.millrace.schema.position;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.schema.position.SourcePosition.OpenTransaction;
import dev.millrace.schema.position.SourcePosition.Phase;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SourcePositionTest {

    private static final SourcePosition POSITION =
            new SourcePosition(
                    "millrace",
                    "7512345678901234567",
                    3,
                    Phase.STREAMING,
                    Lsn.parse("16/B374D848"),
                    1_770_000_000_123_456L,
                    Optional.empty());

    @Test
    void readsBackWhatItWrote() {
        SourcePosition inside = POSITION.within(new OpenTransaction(4_294_967_295L, 70_000));

        assertThat(SourcePosition.fromBytes(POSITION.toBytes())).isEqualTo(POSITION);
        assertThat(SourcePosition.fromBytes(inside.toBytes())).isEqualTo(inside);
    }

    @Test
    void commitClosesTheOpenTransaction() {
        SourcePosition inside = POSITION.within(new OpenTransaction(7, 2));

        SourcePosition after = inside.committed(Lsn.parse("16/B374E000"), 5);

        assertThat(after.open()).isEmpty();
        assertThat(after.commitLsn()).isEqualTo(Lsn.parse("16/B374E000"));
        assertThat(after.commitMicros()).isEqualTo(5);
        assertThat(after.commits()).isEqualTo(1);
        assertThat(after.within(new OpenTransaction(8, 1)).commits()).isEqualTo(1);
    }

    @Test
    void writesTheDocumentedJson() {
        assertThat(new String(POSITION.toBytes(), UTF_8))
                .isEqualTo(
                        "{\"slot\":\"millrace\",\"system\":\"7512345678901234567\",\"timeline\":3,"
                                + "\"phase\":\"streaming\",\"commit-lsn\":\"16/B374D848\","
                                + "\"commit-us\":1770000000123456,\"commits\":0}");
    }

    @Test
    void refusesOtherBytes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SourcePosition.fromBytes("{}".getBytes(UTF_8)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SourcePosition.fromBytes("7".getBytes(UTF_8)));
    }
}
