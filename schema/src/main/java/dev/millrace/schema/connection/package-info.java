/** Connections to PostgreSQL that outlast what happens to the server. */
@NullMarked
package dev.millrace.schema.connection;

import org.jspecify.annotations.NullMarked;
