package dev.millrace.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.failure.ErrorKind;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class FailuresTest {

    @Test
    void aLoginThatALibrarySawRefusedIsNoDefect() {
        SQLException refused =
                new SQLException("password authentication failed for user \"robin\"", "28P01");

        assertThat(Failures.asPipelineException(new IllegalStateException("no pool", refused)))
                .satisfies(failure -> {
                    assertThat(failure.kind()).isEqualTo(ErrorKind.LOGIN_REFUSED);
                    assertThat(failure).hasMessageContaining("robin");
                });
    }

    @Test
    void aServerThatALibraryDidNotReachIsNoDefect() {
        SQLException away = new SQLException("Connection to 127.0.0.1:1 refused", "08001");

        assertThat(Failures.asPipelineException(new IllegalStateException("no pool", away)))
                .satisfies(failure ->
                        assertThat(failure.kind()).isEqualTo(ErrorKind.SERVER_UNREACHABLE));
    }

    @Test
    void aStatementThatIsWrongIsADefect() {
        SQLException wrong = new SQLException("syntax error", "42601");

        assertThat(Failures.asPipelineException(new IllegalStateException(wrong))).isNull();
    }
}
