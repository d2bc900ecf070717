/** Who asked for copies of tables, and what became of it: a table of the source. */
@NullMarked
package dev.millrace.ingest.request;

import org.jspecify.annotations.NullMarked;
