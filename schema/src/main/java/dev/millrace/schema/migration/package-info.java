/** Brings a database to the current schema. */
@NullMarked
package dev.millrace.schema.migration;

import org.jspecify.annotations.NullMarked;
