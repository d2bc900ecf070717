/** The captured tables: the catalogue of the program against the catalogue of the database. */
@NullMarked
package dev.millrace.schema.capture;

import org.jspecify.annotations.NullMarked;
