/**
 * How a row of PostgreSQL becomes the JSON of a topic, the same from a snapshot and from the log.
 */
@NullMarked
package dev.millrace.ingest.rows;

import org.jspecify.annotations.NullMarked;
