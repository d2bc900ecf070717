/**
 * The source database: connections to it, what its catalogue and its slot say, what its errors
 * mean.
 */
@NullMarked
package dev.millrace.ingest.source;

import org.jspecify.annotations.NullMarked;
