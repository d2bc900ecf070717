package dev.millrace.ingest.rows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Literals as PostgreSQL prints them. */
class ArrayFormTest {

    @Test
    void emptyAndNested() {
        assertThat(texts("{}")).isEqualTo("[]");
        assertThat(texts("{{a,b},{c,NULL}}")).isEqualTo("[[\"a\",\"b\"],[\"c\",null]]");
    }

    @Test
    void quotedElements() {
        assertThat(texts("{\"a,b\",\"say \\\"hi\\\"\",\"{x}\",\"back\\\\slash\",\"\",\"NULL\"}"))
                .isEqualTo("[\"a,b\",\"say \\\"hi\\\"\",\"{x}\",\"back\\\\slash\",\"\",\"NULL\"]");
    }

    @Test
    void lowerBoundsAreLeftOut() {
        assertThat(texts("[0:1]={a,b}")).isEqualTo("[\"a\",\"b\"]");
    }

    @Test
    void elementsHaveTheirForm() {
        assertThat(json(ScalarForm.INTEGER, "{1,-2,NULL}")).isEqualTo("[1,-2,null]");
        assertThat(json(ScalarForm.JSON, "{\"{\\\"a\\\": [1, 2]}\",null}"))
                .isEqualTo("[{\"a\": [1, 2]},null]");
        assertThat(json(ScalarForm.TIMESTAMPTZ, "{\"2026-01-31 10:00:00.5+02\"}"))
                .isEqualTo("[\"2026-01-31T08:00:00.500Z\"]");
    }

    @Test
    void charactersOfSeveralBytes() {
        assertThat(texts("{\u00e9t\u00e9,\"\uD83D\uDE00 \\\"ok\\\"\"}"))
                .isEqualTo("[\"\u00e9t\u00e9\",\"\uD83D\uDE00 \\\"ok\\\"\"]");
    }

    private static String texts(String literal) {
        return json(ScalarForm.TEXT, literal);
    }

    private static String json(ColumnForm element, String literal) {
        JsonBuffer json = new JsonBuffer();
        byte[] text = ("?" + literal + "?").getBytes(UTF_8);
        new ArrayForm(element, ',').appendJson(json, text, 1, text.length - 1);
        return new String(json.toBytes(), UTF_8);
    }
}
