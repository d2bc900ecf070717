/** Copies of captured tables into their topics, a chunk at a time, beside the log. */
@NullMarked
package dev.millrace.ingest.snapshot;

import org.jspecify.annotations.NullMarked;
