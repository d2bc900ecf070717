package dev.millrace.search.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class DocumentHashTest {

    @Test
    void formDoesNotCount() throws Exception {
        DocumentHash hash =
                hash(
                        "{\"title\": \"Knots\", \"rating\": 4.50, \"place\": {\"lat\": 1, \"lon\": 2}}");

        assertThat(
                        hash(
                                "{\"place\": {\"lon\": 2.0, \"lat\": 1}, \"rating\": 4.5, \"title\": \"Knots\","
                                        + " \"source\": {\"epoch\": 3, \"offset\": 9}}"))
                .isEqualTo(hash);
    }

    @Test
    void contentsCount() throws Exception {
        DocumentHash hash = hash("{\"tags\": [\"a\", \"b\"], \"free\": true}");

        assertThat(hash("{\"tags\": [\"b\", \"a\"], \"free\": true}")).isNotEqualTo(hash);
        assertThat(hash("{\"tags\": [\"a\", \"b\"], \"free\": false}")).isNotEqualTo(hash);
        assertThat(hash("{\"tags\": [\"a\", \"b\"]}")).isNotEqualTo(hash);
        assertThat(hash("{\"tags\": [\"a\", \"b\"], \"free\": \"true\"}")).isNotEqualTo(hash);
    }

    private static DocumentHash hash(String json) throws Exception {
        return DocumentHash.of((ObjectNode) new ObjectMapper().readTree(json));
    }
}
