package dev.millrace.streams.writer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.failure.ErrorKind;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlFaultsTest {

    @ParameterizedTest
    @CsvSource({
        "08006, TRANSIENT", // connection lost
        "40001, TRANSIENT", // serialization failure
        "40P01, TRANSIENT", // deadlock
        "53300, TRANSIENT", // too many connections
        "55P03, TRANSIENT", // lock not available
        "57014, TRANSIENT", // statement timeout
        "57P01, TRANSIENT", // server shuts down
        "22P02, RECORD_MALFORMED", // not a number
        "23514, RECORD_MALFORMED", // check violated
        "54000, RECORD_MALFORMED", // too long for an index
        "28P01, LOGIN_REFUSED",
        "08004, LOGIN_REFUSED", // no password where one is asked for
        "3D000, SERVER_MISCONFIGURED", // no such database
        "42P01, SERVER_MISCONFIGURED", // no such table
        "42501, SERVER_MISCONFIGURED", // no right
        "XX000, SERVER_MISCONFIGURED"
    })
    void stateDecidesTheKind(String state, ErrorKind kind) {
        assertThat(SqlFaults.kindOf(new SQLException("failed", state))).isEqualTo(kind);
    }

    @Test
    void poolWithoutAConnectionToGivePasses() {
        SQLException timeout =
                new SQLTransientConnectionException(
                        "not available", null, new SQLException("refused", "08001"));

        assertThat(SqlFaults.kindOf(timeout)).isEqualTo(ErrorKind.TRANSIENT);
    }
}
