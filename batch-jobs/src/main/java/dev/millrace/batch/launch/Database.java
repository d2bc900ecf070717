package dev.millrace.batch.launch;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.schema.settings.DatabaseSettings;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.JdbcJobRepositoryFactoryBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Connections, transactions and Spring Batch's records of what was done, all in one database. */
final class Database implements AutoCloseable {

    private static final int CONNECTIONS = 10;

    private final HikariDataSource pool;
    private final JdbcTransactionManager transactions;
    private final JobRepository repository;
    private final JdbcClient sql;

    Database(DatabaseSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("batch");
        config.setJdbcUrl(settings.jdbcUrl());
        config.setUsername(settings.user());
        config.setPassword(settings.password().reveal());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("ApplicationName", "millrace batch");
        // A suspended process must not keep the next holder of a job's lock waiting for its chunk.
        config.addDataSourceProperty(
                "options", "-c statement_timeout=0 -c idle_in_transaction_session_timeout=60s");
        pool = new HikariDataSource(config);
        transactions = new JdbcTransactionManager(pool);
        transactions.setEnforceReadOnly(true);
        sql = JdbcClient.create(pool);
        try {
            repository = repository(pool, transactions);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    JdbcClient sql() {
        return sql;
    }

    JobRepository repository() {
        return repository;
    }

    JdbcTransactionManager transactions() {
        return transactions;
    }

    TransactionTemplate transaction() {
        return new TransactionTemplate(transactions);
    }

    /** One in which the database refuses every write; what it reads is of one moment. */
    TransactionTemplate readOnly() {
        TransactionTemplate template = new TransactionTemplate(transactions);
        template.setReadOnly(true);
        template.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        return template;
    }

    @Override
    public void close() {
        pool.close();
    }

    /** The durable one, by name: Spring Batch's default forgets everything with the process. */
    private static JobRepository repository(
            HikariDataSource pool, JdbcTransactionManager transactions) {
        JdbcJobRepositoryFactoryBean factory = new JdbcJobRepositoryFactoryBean();
        factory.setDataSource(pool);
        factory.setDatabaseType("POSTGRES");
        factory.setTransactionManager(transactions);
        factory.setTablePrefix("batch.");
        factory.setJobInstanceIncrementerName("job_instance_seq");
        factory.setJobExecutionIncrementerName("job_execution_seq");
        factory.setStepExecutionIncrementerName("step_execution_seq");
        // The lock of the job orders its starts; serializable transactions would only fail them.
        factory.setIsolationLevelForCreateEnum(
                org.springframework.transaction.annotation.Isolation.READ_COMMITTED);
        try {
            factory.afterPropertiesSet();
            return factory.getObject();
        } catch (Exception e) {
            throw new IllegalStateException("Spring Batch's repository cannot be made", e);
        }
    }
}
