package dev.millrace.streams.runtime;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.streams.writer.SqlFaults;
import java.sql.SQLException;
import java.time.Duration;

/** The few connections that all table writers of the process share. */
final class WriterPool {

    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);

    // What a crash of the database loses of the last commits, it loses together with their offsets,
    // and the topics still have it: no commit needs to wait for the disk.
    private static final String OPTIONS = "-c statement_timeout=30s -c synchronous_commit=off";

    private WriterPool() {}

    /**
     * Connects.
     *
     * @throws PipelineException {@link ErrorKind#SERVER_UNREACHABLE} or {@link
     *     ErrorKind#LOGIN_REFUSED}
     */
    static HikariDataSource open(DatabaseSettings writer, int connections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("millrace-writer");
        config.setJdbcUrl(writer.jdbcUrl());
        config.setUsername(writer.user());
        config.setPassword(writer.password().reveal());
        config.addDataSourceProperty("ApplicationName", "millrace-writer");
        config.addDataSourceProperty("options", OPTIONS);
        config.addDataSourceProperty("connectTimeout", CONNECT_PATIENCE.toSeconds());
        config.addDataSourceProperty("tcpKeepAlive", true);
        config.setAutoCommit(false);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECT_PATIENCE.toMillis());
        try {
            return new HikariDataSource(config);
        } catch (HikariPool.PoolInitializationException e) {
            throw new PipelineException(
                    kindOf(e),
                    "no connection to "
                            + writer.jdbcUrl()
                            + " as "
                            + writer.user()
                            + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static ErrorKind kindOf(HikariPool.PoolInitializationException e) {
        return e.getCause() instanceof SQLException sql
                ? SqlFaults.kindUnrepeated(sql)
                : ErrorKind.SERVER_UNREACHABLE;
    }
}
