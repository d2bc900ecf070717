package dev.millrace.schema.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorPolicyTest {

    @ParameterizedTest
    @EnumSource
    void everyKindHasADispositionAndAHint(ErrorKind kind) {
        assertThat(ErrorPolicy.dispositionOf(kind)).isNotNull();
        assertThat(ErrorPolicy.hintFor(kind)).endsWith(".");
    }
}
