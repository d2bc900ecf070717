package dev.millrace.launcher.rows;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.schema.roles.DatabaseRoles;
import dev.millrace.schema.settings.DatabaseSettings;
import java.time.Duration;

/**
 * Connections as the application server has them: logged in as {@link DatabaseRoles#APP}, acting on
 * the application's own behalf as {@link DatabaseRoles#APP_SERVICE}.
 */
public final class ApplicationPool {

    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);

    private ApplicationPool() {}

    /**
     * Opens a pool; the database need not be up yet.
     *
     * @param app the application database, seen by {@link DatabaseRoles#APP}
     * @param connections how many at most
     */
    public static HikariDataSource open(DatabaseSettings app, int connections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("application");
        config.setJdbcUrl(app.jdbcUrl());
        config.setUsername(app.user());
        config.setPassword(app.password().reveal());
        config.setConnectionInitSql("set role " + DatabaseRoles.APP_SERVICE);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        // Keeps row contents out of error messages, and so out of logs.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        config.addDataSourceProperty("ApplicationName", "millrace application");
        return new HikariDataSource(config);
    }
}
