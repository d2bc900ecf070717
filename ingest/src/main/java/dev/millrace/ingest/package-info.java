/** Reads PostgreSQL's log and publishes each committed row change to Kafka exactly once. */
@NullMarked
package dev.millrace.ingest;

import org.jspecify.annotations.NullMarked;
