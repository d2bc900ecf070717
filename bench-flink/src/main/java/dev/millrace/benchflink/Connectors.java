package dev.millrace.benchflink;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The options of the connectors.
 *
 * @param password of the user
 */
record Connectors(String host, String port, String database, String user, String password) {

    private static final Pattern SOURCE =
            Pattern.compile("\\$\\{source (\\w+)\\.([^\\s}]+)( upsert)?}");
    private static final Pattern SINK = Pattern.compile("\\$\\{sink (\\w+)}");

    /** Puts the options where the statement names a source or a sink. */
    String fill(String statement) {
        String withSources = SOURCE.matcher(statement).replaceAll(this::source);
        return SINK.matcher(withSources).replaceAll(this::sink);
    }

    // A table whose log holds the key only of an old row cannot be read as changes of rows.
    private String source(MatchResult table) {
        String name = table.group(2).replaceAll("_[hy]\\[.*", "");
        return Matcher.quoteReplacement(
                """
                'connector' = 'postgres-cdc',
                'hostname' = '%s',
                'port' = '%s',
                'database-name' = '%s',
                'username' = '%s',
                'password' = '%s',
                'schema-name' = '%s',
                'table-name' = '%s',
                'slot.name' = 'flink_%s',
                'decoding.plugin.name' = 'pgoutput',
                'changelog-mode' = '%s',
                'debezium.publication.name' = 'flink_%s',
                'debezium.database.server.name' = 'flink_%s',
                'debezium.publication.autocreate.mode' = 'disabled',
                'debezium.poll.interval.ms' = '20'
                """
                        .formatted(
                                host,
                                port,
                                database,
                                user,
                                password,
                                table.group(1),
                                table.group(2),
                                name,
                                table.group(3) == null ? "all" : "upsert",
                                name,
                                // Sources in one JVM must differ in it, or each waits a minute.
                                name));
    }

    private String sink(MatchResult store) {
        return Matcher.quoteReplacement(
                """
                'connector' = 'jdbc',
                'url' = 'jdbc:postgresql://%s:%s/%s?stringtype=unspecified&reWriteBatchedInserts=true',
                'username' = '%s',
                'password' = '%s',
                'table-name' = 'bench.flink_%s',
                'sink.buffer-flush.max-rows' = '1000',
                'sink.buffer-flush.interval' = '100ms'
                """
                        .formatted(host, port, database, user, password, store.group(1)));
    }
}
