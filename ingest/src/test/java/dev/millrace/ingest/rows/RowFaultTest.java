package dev.millrace.ingest.rows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.capture.CapturedTable.ReplicaIdentity;
import dev.millrace.schema.deadletter.DeadLetter.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowFaultTest {

    private static final TableShape SHAPE =
            new TableShape(
                    new CapturedTable(
                            "t",
                            "x",
                            List.of("id"),
                            Set.of(),
                            ReplicaIdentity.FULL,
                            Optional.empty()),
                    List.of(
                            new TableShape.Column("id", ScalarForm.INTEGER),
                            new TableShape.Column("at", ScalarForm.TIMESTAMPTZ),
                            new TableShape.Column("txt", ScalarForm.TEXT)));

    @Test
    void aValueWithoutAFormIsBlamedAndNotQuoted() {
        assertThat(fault(row("1", "31.01.2026 secret", "x")))
                .satisfies(fault -> {
                    assertThat(fault.kind()).isEqualTo(Kind.UNCONVERTIBLE);
                    assertThat(fault.column()).isEqualTo("at");
                    assertThat(fault.reason())
                            .startsWith("the value of at cannot be converted")
                            .doesNotContain("secret");
                });
    }

    @Test
    void aValueThatIsNotKnownIsBlamed() {
        RowImage row = RowImage.lacking(SHAPE, new @Nullable String[] {"1", null, null}, 2);

        assertThat(new String(row.keyBytes(), UTF_8)).isEqualTo("[\"1\"]");
        assertThat(fault(row).kind()).isEqualTo(Kind.VALUE_MISSING);
        assertThat(fault(row).reason())
                .contains("unchanged value of txt")
                .contains("ALTER TABLE t.x REPLICA IDENTITY FULL");
    }

    @Test
    void aNullKeyIsBlamedFirst() {
        assertThat(fault(row(null, "31.01.2026", "x")))
                .isEqualTo(new RowFault(Kind.KEY_MISSING, "id", "key column id is null"));
    }

    @Test
    void theLongestValueIsBlamedForTheSize() {
        assertThat(RowFault.tooLarge(row("1", null, "x".repeat(5_000)), 6_000, 4_096))
                .isEqualTo(
                        new RowFault(
                                Kind.TOO_LARGE,
                                "txt",
                                "its record may take 6,000 bytes, at most 4,096 fit; the longest value is that of txt, 5,000 characters"));
    }

    @Test
    void longValuesAreKeptInPart() throws IOException {
        String smiles = "x" + "\uD83D\uDE00".repeat(5_000);

        JsonNode kept = new ObjectMapper().readTree(KeptRow.of(row("7", null, smiles)));

        assertThat(kept.at("/row/id").asText()).isEqualTo("7");
        assertThat(kept.at("/row/at").isNull()).isTrue();
        assertThat(kept.at("/row/txt").asText()).isEqualTo(smiles.substring(0, 1_999));
        assertThat(kept.get("cut").toString()).isEqualTo("{\"txt\":10001}");
    }

    private static RowFault fault(RowImage row) {
        RuntimeException failure =
                catchThrowableOfType(
                        RuntimeException.class,
                        () -> {
                            row.keyBytes();
                            row.valueBytes();
                        });
        return RowFault.of(row, failure);
    }

    private static RowImage row(@Nullable String... texts) {
        return new RowImage(SHAPE, texts);
    }
}
