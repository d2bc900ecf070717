package dev.millrace.batch.backup;

import dev.millrace.schema.settings.DatabaseSettings;

/** Starts PostgreSQL servers of no one else, to restore into. */
@FunctionalInterface
public interface ScratchServers {

    /** A running server; closing it stops it and deletes everything. */
    interface Scratch extends AutoCloseable {

        /** Its maintenance database, seen by a superuser. */
        DatabaseSettings admin();

        @Override
        void close();
    }

    /** Starts one, empty. */
    Scratch start();
}
