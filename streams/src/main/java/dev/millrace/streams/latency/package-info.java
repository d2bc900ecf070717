/** How long it takes from the commit of a change until its derived row can be read. */
@NullMarked
package dev.millrace.streams.latency;

import org.jspecify.annotations.NullMarked;
