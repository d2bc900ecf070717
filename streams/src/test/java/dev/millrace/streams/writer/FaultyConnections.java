package dev.millrace.streams.writer;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Connections on which faults are queued: a commit fails, by turns before and after its effect. */
final class FaultyConnections implements DataSource {

    private final DataSource connections;
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    FaultyConnections(DataSource connections) {
        this.connections = connections;
    }

    void failOnce() {
        queued.incrementAndGet();
    }

    /** Whether all have happened. */
    boolean isSpent() {
        return queued.get() == 0;
    }

    int failures() {
        return failures.get();
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = connections.getConnection();
        return (Connection)
                Proxy.newProxyInstance(
                        Connection.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (proxy, method, arguments) -> {
                            boolean fails =
                                    method.getName().equals("commit")
                                            && queued.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
                            boolean tookEffect = failures.get() % 2 == 1;
                            if (fails && !tookEffect) {
                                throw lost();
                            }
                            try {
                                Object result = method.invoke(connection, arguments);
                                if (fails) {
                                    throw lost();
                                }
                                return result;
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private SQLException lost() {
        failures.incrementAndGet();
        return new SQLException("the answer to the commit is lost", "08006");
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        // Nothing is logged here.
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // The pool behind decides.
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
