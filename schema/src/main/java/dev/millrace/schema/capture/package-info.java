/** The captured tables: keys, columns that never leave the database, replica identity. */
@NullMarked
package dev.millrace.schema.capture;

import org.jspecify.annotations.NullMarked;
