package dev.millrace.benchflink;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.StatementSet;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/** The job, in a mini cluster of this process; ends when its standard input does. */
public final class FlinkMain {

    private static final String STARTED = "flink started";
    private static final String PASSWORD = "MILLRACE_BENCH_PASSWORD";

    private FlinkMain() {}

    /**
     * Arguments: host, port, database, user; folder of the checkpoints as an address; the
     * checkpoint to go on from, or nothing.
     */
    public static void main(String[] arguments) throws Exception {
        Connectors connectors =
                new Connectors(
                        arguments[0],
                        arguments[1],
                        arguments[2],
                        arguments[3],
                        System.getenv().getOrDefault(PASSWORD, ""));
        Configuration configuration = configuration(arguments[4]);
        if (arguments.length > 5) {
            configuration.setString("execution.state-recovery.path", arguments[5]);
        }
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(configuration);
        StreamTableEnvironment tables = StreamTableEnvironment.create(environment);
        tables.getConfig().set("table.local-time-zone", "UTC");
        tables.getConfig().set("table.exec.mini-batch.enabled", "true");
        tables.getConfig().set("table.exec.mini-batch.allow-latency", "100 ms");
        tables.getConfig().set("table.exec.mini-batch.size", "5000");
        tables.getConfig().set("pipeline.name", "derived");

        StatementSet job = tables.createStatementSet();
        for (String statement : statements()) {
            String sql = connectors.fill(statement);
            if (sql.startsWith("insert")) {
                job.addInsertSql(sql);
            } else {
                tables.executeSql(sql);
            }
        }
        TableResult result = job.execute();
        JobClient client = result.getJobClient().orElseThrow();
        System.out.println(STARTED);
        Thread.ofPlatform().daemon().name("job").start(() -> awaitFailure(client));
        System.in.readAllBytes();
        Runtime.getRuntime().halt(0);
    }

    private static void awaitFailure(JobClient client) {
        try {
            client.getJobExecutionResult().get();
        } catch (Exception e) {
            e.printStackTrace();
        }
        Runtime.getRuntime().halt(1);
    }

    // Two slots for two cores; what a heap of 2 GB leaves room for goes to RocksDB.
    private static Configuration configuration(String checkpoints) {
        Configuration configuration = new Configuration();
        configuration.setString("parallelism.default", "2");
        configuration.setString("taskmanager.numberOfTaskSlots", "2");
        configuration.setString("taskmanager.memory.managed.size", "512m");
        configuration.setString("taskmanager.memory.network.min", "256m");
        configuration.setString("taskmanager.memory.network.max", "256m");
        configuration.setString("state.backend.type", "rocksdb");
        configuration.setString("execution.checkpointing.incremental", "true");
        configuration.setString("execution.checkpointing.interval", "5 s");
        configuration.setString("execution.checkpointing.min-pause", "1 s");
        configuration.setString("execution.checkpointing.timeout", "30 min");
        configuration.setString("execution.checkpointing.tolerable-failed-checkpoints", "1000");
        configuration.setString("execution.checkpointing.dir", checkpoints);
        configuration.setString(
                "execution.checkpointing.externalized-checkpoint-retention",
                "RETAIN_ON_CANCELLATION");
        configuration.setString("restart-strategy.type", "fixed-delay");
        configuration.setString("restart-strategy.fixed-delay.attempts", "100");
        configuration.setString("restart-strategy.fixed-delay.delay", "1 s");
        return configuration;
    }

    private static List<String> statements() throws IOException {
        try (InputStream sql = FlinkMain.class.getResourceAsStream("job.sql")) {
            String all =
                    new String(
                            Objects.requireNonNull(sql, "job.sql").readAllBytes(),
                            StandardCharsets.UTF_8);
            String plain =
                    all.lines()
                            .filter(line -> !line.startsWith("--"))
                            .reduce("", (before, line) -> before + line + "\n");
            return List.of(plain.split(";\\s*", -1)).stream()
                    .map(String::strip)
                    .filter(statement -> !statement.isEmpty())
                    .toList();
        }
    }
}
