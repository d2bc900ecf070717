package dev.millrace.schema.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Somebody whose server comes and goes. */
class LastingConnectionTest {

    private final List<String> events = new ArrayList<>();
    private final LastingConnection lasting =
            new LastingConnection(this::open, fault -> events.add("told " + fault.getMessage()));
    private boolean serverAnswers = true;

    @Test
    void workGoesOnOverOneConnection() {
        assertThat(lasting.attempt(connection -> 1)).contains(1);
        assertThat(lasting.attempt(connection -> 2)).contains(2);

        assertThat(events).containsExactly("opened");
    }

    @Test
    void afterAFailureTheNextWorkHasAnotherConnection() {
        assertThat(lasting.attempt(connection -> fail("lost"))).isEmpty();
        assertThat(lasting.attempt(connection -> 1)).contains(1);

        assertThat(events).containsExactly("opened", "told lost", "closed", "opened");
    }

    @Test
    void ofFailuresInARowTheFirstIsTold() {
        serverAnswers = false;
        assertThat(lasting.attempt(connection -> 1)).isEmpty();
        assertThat(lasting.attempt(connection -> 2)).isEmpty();
        serverAnswers = true;
        assertThat(lasting.attempt(connection -> 3)).contains(3);
        assertThat(lasting.attempt(connection -> fail("again"))).isEmpty();

        assertThat(events).containsExactly("told refused", "opened", "told again", "closed");
    }

    @Test
    void whatIsClosedIsOpenedByFurtherWork() {
        lasting.close();
        lasting.attempt(connection -> 1);
        lasting.close();
        lasting.close();
        lasting.attempt(connection -> 2);

        assertThat(events).containsExactly("opened", "closed", "opened");
    }

    private static int fail(String reason) throws SQLException {
        throw new SQLException(reason);
    }

    private Connection open() throws SQLException {
        if (!serverAnswers) {
            throw new SQLException("refused");
        }
        events.add("opened");
        return (Connection)
                Proxy.newProxyInstance(
                        Connection.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (proxy, method, arguments) -> {
                            events.add(method.getName() + "d");
                            return null;
                        });
    }
}
