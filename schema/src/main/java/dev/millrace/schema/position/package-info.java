/** Where in PostgreSQL's log something happened. */
@NullMarked
package dev.millrace.schema.position;

import org.jspecify.annotations.NullMarked;
