package dev.millrace.search.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class DocumentVersionTest {

    @Test
    void laterOffsetsAndLaterEpochsAreHigher() {
        assertThat(DocumentVersion.of(1, 0)).isPositive();
        assertThat(DocumentVersion.of(1, 8)).isGreaterThan(DocumentVersion.of(1, 7));
        assertThat(DocumentVersion.of(2, 0))
                .isGreaterThan(DocumentVersion.of(1, 4_000_000_000_000L));
        assertThat(DocumentVersion.of(2_000_000, 4_000_000_000_000L)).isPositive();
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> DocumentVersion.of(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> DocumentVersion.of(1, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> DocumentVersion.of(1, 1L << 42));
        assertThatIllegalArgumentException().isThrownBy(() -> DocumentVersion.of(1L << 21, 1));
    }
}
