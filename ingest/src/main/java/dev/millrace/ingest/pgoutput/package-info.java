/** The source's log read straight from the slot, in the wire format of the pgoutput plugin. */
@NullMarked
package dev.millrace.ingest.pgoutput;

import org.jspecify.annotations.NullMarked;
