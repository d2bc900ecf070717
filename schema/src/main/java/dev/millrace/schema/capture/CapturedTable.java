package dev.millrace.schema.capture;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A table whose rows stream into Kafka.
 *
 * @param schema schema of the table
 * @param name name of the table, the partitioned parent where it is partitioned
 * @param key primary key columns in key order
 * @param leftOut columns that never leave the database
 * @param identity what the log keeps of the old row of an update or delete
 * @param archive qualified name of the table that holds this table's archived rows, if any
 */
public record CapturedTable(
        String schema,
        String name,
        List<String> key,
        Set<String> leftOut,
        ReplicaIdentity identity,
        Optional<String> archive) {

    /** What PostgreSQL logs of the old row. */
    public enum ReplicaIdentity {
        /** The whole old row: needed where a captured column can be stored out of line (TOAST). */
        FULL,
        /** The key only: narrow or insert-only tables. */
        DEFAULT
    }

    public CapturedTable {
        key = List.copyOf(key);
        leftOut = Set.copyOf(leftOut);
        if (key.isEmpty()) {
            throw new IllegalArgumentException(schema + "." + name + " has no key columns");
        }
    }

    /** {@code schema.table}. */
    public String qualifiedName() {
        return schema + "." + name;
    }

    static CapturedTable full(String qualifiedName, String... key) {
        return of(qualifiedName, ReplicaIdentity.FULL, key);
    }

    static CapturedTable keyed(String qualifiedName, String... key) {
        return of(qualifiedName, ReplicaIdentity.DEFAULT, key);
    }

    CapturedTable without(String... columns) {
        return new CapturedTable(schema, name, key, Set.of(columns), identity, archive);
    }

    CapturedTable archivedIn(String qualifiedName) {
        return new CapturedTable(schema, name, key, leftOut, identity, Optional.of(qualifiedName));
    }

    private static CapturedTable of(String qualifiedName, ReplicaIdentity identity, String... key) {
        int dot = qualifiedName.indexOf('.');
        return new CapturedTable(
                qualifiedName.substring(0, dot),
                qualifiedName.substring(dot + 1),
                List.of(key),
                Set.of(),
                identity,
                Optional.empty());
    }
}
