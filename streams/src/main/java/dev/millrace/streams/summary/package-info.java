/** A row for each parent, from its own row and from its children: sums, and the first by rank. */
@NullMarked
package dev.millrace.streams.summary;

import org.jspecify.annotations.NullMarked;
