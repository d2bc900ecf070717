package dev.millrace.launcher.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.launcher.traffic.SqlStates.Meaning;
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
}
