/** The first copy of every captured table, consistent with the place where the log starts. */
@NullMarked
package dev.millrace.ingest.snapshot;

import org.jspecify.annotations.NullMarked;
