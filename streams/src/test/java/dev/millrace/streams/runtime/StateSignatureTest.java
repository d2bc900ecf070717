package dev.millrace.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** State is refused for a reason that says what has changed. */
class StateSignatureTest {

    private static final String MADE =
            """
            keeps totals
            reads app.learning.courses in 2 partitions
            release 1\
            """;

    @Test
    void theSameFactsFitWhateverTheirOrder() {
        assertThat(
                        StateSignature.difference(
                                MADE,
                                """
                                release 1
                                reads app.learning.courses in 2 partitions
                                keeps totals\
                                """))
                .isEmpty();
    }

    @Test
    void otherPartitionCountsAreNamed() {
        assertThat(StateSignature.difference(MADE, MADE.replace("in 2", "in 4")))
                .hasValueSatisfying(words ->
                        assertThat(words)
                                .contains("\"reads app.learning.courses in 2 partitions\"")
                                .contains("\"reads app.learning.courses in 4 partitions\""));
    }

    @Test
    void aStoreThatCameOrWentIsNamed() {
        assertThat(StateSignature.difference(MADE, MADE + "\nkeeps members"))
                .hasValueSatisfying(words ->
                        assertThat(words).contains("made by \"\"").contains("\"keeps members\""));
        assertThat(StateSignature.difference(MADE, MADE.replace("keeps totals\n", "")))
                .hasValueSatisfying(
                        words -> assertThat(words).contains("made by \"keeps totals\""));
    }

    @Test
    void anotherReleaseDoesNotFit() {
        assertThat(StateSignature.difference(MADE, MADE.replace("release 1", "release 2")))
                .isPresent();
    }
}
