package dev.millrace.launcher.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.launcher.rows.SqlStates.Meaning;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlStatesTest {

    @ParameterizedTest
    @CsvSource({
        "23505, CONFLICT",
        "23503, CONFLICT",
        "23001, CONFLICT",
        "40001, CONFLICT",
        "40P01, CONFLICT",
        "08006, DISCONNECTED",
        "57P01, DISCONNECTED",
        "57P03, DISCONNECTED",
        "53300, DISCONNECTED",
        "23514, FAILURE",
        "42501, FAILURE",
        "42703, FAILURE"
    })
    void aStateHasItsMeaning(String state, Meaning meaning) {
        assertThat(SqlStates.meaningOf(new SQLException("", state))).isEqualTo(meaning);
    }

    @Test
    void aPoolWithoutConnectionsIsADisconnection() {
        assertThat(SqlStates.meaningOf(new SQLTransientConnectionException("timed out")))
                .isEqualTo(Meaning.DISCONNECTED);
        assertThat(SqlStates.meaningOf(new SQLException("who knows"))).isEqualTo(Meaning.FAILURE);
    }

    @ParameterizedTest
    @CsvSource({
        "28P01, LOGIN_REFUSED",
        "53100, DISK_UNWRITABLE",
        "08001, SERVER_UNREACHABLE",
        "40001, TRANSIENT",
        "42501, SERVER_MISCONFIGURED"
    })
    void aFailureSaysWhatEndedAndWhy(String state, ErrorKind kind) {
        PipelineException failure =
                SqlStates.failure("the work stopped", new SQLException("no luck", state));

        assertThat(failure).hasMessage("the work stopped: no luck");
        assertThat(failure.kind()).isEqualTo(kind);
    }
}
