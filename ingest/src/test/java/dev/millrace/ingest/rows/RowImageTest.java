package dev.millrace.ingest.rows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.capture.CapturedTable.ReplicaIdentity;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowImageTest {

    private static final CapturedTable TABLE =
            new CapturedTable(
                    "t", "x", List.of("b", "a"), Set.of(), ReplicaIdentity.FULL, Optional.empty());

    private static final TableShape SHAPE =
            new TableShape(
                    TABLE,
                    List.of(
                            new TableShape.Column("a", ScalarForm.INTEGER),
                            new TableShape.Column("b", ScalarForm.BOOLEAN),
                            new TableShape.Column("say \"c\"", ScalarForm.TEXT)));

    @Test
    void valueFollowsTheTableAndKeyTheCatalogue() {
        RowImage row = image("7", "t", "x");

        assertThat(new String(row.valueBytes(), UTF_8))
                .isEqualTo("{\"a\":7,\"b\":true,\"say \\\"c\\\"\":\"x\"}");
        assertThat(new String(row.keyBytes(), UTF_8)).isEqualTo("[\"true\",\"7\"]");
    }

    @Test
    void keysAreWrittenAsTheCatalogueWritesThem() {
        CapturedTable table =
                new CapturedTable(
                        "t", "y", List.of("k"), Set.of(), ReplicaIdentity.FULL, Optional.empty());
        TableShape shape =
                new TableShape(table, List.of(new TableShape.Column("k", ScalarForm.TEXT)));
        List<String> texts = new ArrayList<>(List.of("", "plain-7", "\uD83D\uDE00", "\u2028"));
        for (char c = 1; c < 256; c++) {
            texts.add("a" + c + "b");
        }

        for (String text : texts) {
            assertThat(new RowImage(shape, new @Nullable String[] {text}).keyBytes())
                    .as(text)
                    .isEqualTo(RowKeySerde.toBytes(RowKey.of(text)));
        }
    }

    @Test
    void sqlNullIsJsonNull() {
        assertThat(new String(image("7", "f", null).valueBytes(), UTF_8))
                .isEqualTo("{\"a\":7,\"b\":false,\"say \\\"c\\\"\":null}");
    }

    @Test
    void keyColumnsAreNeverNull() {
        assertThatIllegalStateException()
                .isThrownBy(() -> image(null, "t", null).keyBytes())
                .withMessage("key column a of t.x is null");
    }

    @Test
    void everyColumnHasAPlace() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RowImage(SHAPE, new @Nullable String[] {"1"}))
                .withMessage("1 values for the 3 columns of t.x");
    }

    @Test
    void keyColumnsMustBeThereAndKeyable() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new TableShape(
                                TABLE, List.of(new TableShape.Column("a", ScalarForm.INTEGER))));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new TableShape(
                                TABLE,
                                List.of(
                                        new TableShape.Column("a", ScalarForm.INTEGER),
                                        new TableShape.Column("b", ScalarForm.JSON))));
    }

    private static RowImage image(@Nullable String... texts) {
        return new RowImage(SHAPE, texts);
    }
}
