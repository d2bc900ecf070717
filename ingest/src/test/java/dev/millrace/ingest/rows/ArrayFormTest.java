package dev.millrace.ingest.rows;

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
        assertThat(new ArrayForm(ScalarForm.INTEGER, ',').canonical("{1,-2,NULL}"))
                .isEqualTo("[1,-2,null]");
        assertThat(new ArrayForm(ScalarForm.JSON, ',').canonical("{\"{\\\"a\\\": [1, 2]}\",null}"))
                .isEqualTo("[{\"a\": [1, 2]},null]");
        assertThat(
                        new ArrayForm(ScalarForm.TIMESTAMPTZ, ',')
                                .canonical("{\"2026-01-31 10:00:00.5+02\"}"))
                .isEqualTo("[\"2026-01-31T08:00:00.500Z\"]");
    }

    private static String texts(String literal) {
        return new ArrayForm(ScalarForm.TEXT, ',').canonical(literal);
    }
}
