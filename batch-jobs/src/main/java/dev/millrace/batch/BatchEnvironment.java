package dev.millrace.batch;

import dev.millrace.batch.backup.ScratchServers;
import dev.millrace.batch.erasure.TopicValues;
import dev.millrace.batch.reconciliation.DerivedStoreCheck;
import dev.millrace.batch.searchreindex.IndexBuilding;
import dev.millrace.schema.settings.DatabaseSettings;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * What jobs need beside the connections of their own role.
 *
 * @param owner the application database, seen by the owner of its tables: no other role may rebuild
 *     an index, or read every table
 * @param operator the same database, seen by who may see all sessions
 * @param stores compares and mends the derived stores, and has them built anew
 * @param scratch servers to restore backups into
 * @param indexes builds search indexes anew
 * @param topics where values of people stay for a while
 * @param meters where figures of the database go
 */
public record BatchEnvironment(
        DatabaseSettings owner,
        DatabaseSettings operator,
        DerivedStoreCheck stores,
        ScratchServers scratch,
        IndexBuilding indexes,
        TopicValues topics,
        MeterRegistry meters) {}
