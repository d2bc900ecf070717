package dev.millrace.batch.healthcheck;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What PostgreSQL says of the application's database at one moment.
 *
 * @param bytes size of the database
 * @param sessions client sessions
 * @param active those that run a statement
 * @param longStatements statements that have run for longer than the bound
 * @param cacheHitPercent blocks found in the server's cache; empty when none was ever read
 * @param indexScanPercent scans of tables that used an index; empty when there was none
 * @param slots replication slots
 * @param replicas servers that follow this one
 * @param tables the largest tables and partitions
 * @param indexes the indexes most scanned
 * @param unusedIndexes the largest indexes that were never scanned and keep no rule
 * @param statements the slowest statements; empty without the extension that counts them
 */
record DatabaseFigures(
        long bytes,
        long sessions,
        long active,
        long longStatements,
        OptionalDouble cacheHitPercent,
        OptionalDouble indexScanPercent,
        List<Slot> slots,
        List<Replica> replicas,
        List<Table> tables,
        List<Index> indexes,
        List<Index> unusedIndexes,
        List<SlowStatement> statements) {

    DatabaseFigures {
        slots = List.copyOf(slots);
        replicas = List.copyOf(replicas);
        tables = List.copyOf(tables);
        indexes = List.copyOf(indexes);
        unusedIndexes = List.copyOf(unusedIndexes);
        statements = List.copyOf(statements);
    }

    /**
     * A replication slot.
     *
     * @param retainedBytes log that is kept for it
     */
    record Slot(String name, boolean isActive, long retainedBytes) {}

    /**
     * A server that follows this one by its log, or a program that stores the log.
     *
     * @param name as it calls itself
     * @param client where it is, as the server sees it
     * @param state what it does, such as catchup or streaming
     * @param bytesBehind log that it has not applied yet; of one that only stores it, not stored
     * @param secondsBehind how old the newest change was when it had it; empty when the server does
     *     not know, as for one that has had everything for a while
     */
    record Replica(
            String name,
            String client,
            String state,
            long bytesBehind,
            OptionalDouble secondsBehind) {}

    /**
     * A table or partition, sizes in bytes.
     *
     * @param total with everything
     */
    record Table(String name, long total, long heap, long indexes) {}

    /** An index with how often it was scanned and what it read and fetched, and its size. */
    record Index(String name, String table, long scans, long read, long fetched, long bytes) {}

    /**
     * A kind of statement, times in milliseconds.
     *
     * @param id PostgreSQL's number of it
     * @param text without its values, cut
     * @param hitPercent blocks found in the server's cache
     */
    record SlowStatement(
            String id,
            String text,
            long calls,
            double meanMillis,
            double totalMillis,
            long rows,
            OptionalDouble hitPercent) {}
}
