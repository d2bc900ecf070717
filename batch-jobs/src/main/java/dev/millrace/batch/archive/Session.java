package dev.millrace.batch.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Work with the connection of the running transaction and the engine beside each other. */
final class Session {

    private Session() {}

    /** What is done with both. */
    interface Task<T> {
        T run(Connection database, ParquetTable parquet, Connection engine, Path work)
                throws SQLException, IOException;
    }

    /**
     * Runs a task in the transaction that runs. Texts of its session are the same everywhere, and
     * the server does not end it while the engine works.
     */
    static <T> T run(JdbcClient sql, ArchiveFolder folder, Task<T> task) {
        sql.sql(
                        """
                        select set_config('timezone', 'UTC', true),
                            set_config('datestyle', 'ISO', true),
                            set_config('intervalstyle', 'postgres', true),
                            set_config('bytea_output', 'hex', true),
                            set_config('extra_float_digits', '1', true),
                            set_config('work_mem', '64MB', true),
                            set_config('idle_in_transaction_session_timeout', '2h', true)
                        """)
                .query()
                .singleRow();
        ArchiveRegistry.tidy(sql, folder);
        ArchiveRegistry.work(sql);
        Path work = folder.work();
        try {
            ResultSetExtractor<T> extractor =
                    row -> {
                        Connection database = row.getStatement().getConnection();
                        try (Connection engine = Engine.open(work)) {
                            return task.run(database, new ParquetTable(engine, work), engine, work);
                        } catch (IOException e) {
                            throw folder.unwritable(e);
                        }
                    };
            return Objects.requireNonNull(sql.sql("select 1").query(extractor));
        } finally {
            ArchiveFolder.delete(work);
        }
    }
}
