package dev.millrace.batch;

import dev.millrace.batch.reconciliation.DerivedStoreCheck;
import dev.millrace.schema.settings.DatabaseSettings;

/**
 * What jobs need beside the connections of their own role.
 *
 * @param owner the application database, seen by the owner of its tables: no other role may rebuild
 *     an index
 * @param stores compares and mends the derived stores
 */
public record BatchEnvironment(DatabaseSettings owner, DerivedStoreCheck stores) {}
