/** What ingest counts for a monitoring system. */
@NullMarked
package dev.millrace.ingest.metrics;

import org.jspecify.annotations.NullMarked;
