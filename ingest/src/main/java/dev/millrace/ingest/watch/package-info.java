/** Looks at the source from outside, whatever ingest does: slot, clock and heartbeat. */
@NullMarked
package dev.millrace.ingest.watch;

import org.jspecify.annotations.NullMarked;
