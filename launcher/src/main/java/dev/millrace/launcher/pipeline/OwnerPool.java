package dev.millrace.launcher.pipeline;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.schema.settings.DatabaseSettings;

/** Few connections of the role that owns the database's objects. */
final class OwnerPool {

    private static final int CONNECTIONS = 2;

    private OwnerPool() {}

    /** Connections that commit by themselves, or not. */
    static HikariDataSource open(DatabaseSettings owner, boolean autoCommit) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("owner");
        config.setJdbcUrl(owner.jdbcUrl());
        config.setUsername(owner.user());
        config.setPassword(owner.password().reveal());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setAutoCommit(autoCommit);
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("ApplicationName", "millrace launcher");
        return new HikariDataSource(config);
    }
}
