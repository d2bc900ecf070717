/** Counts and sums of child rows by their parent, kept exact by adding and subtracting. */
@NullMarked
package dev.millrace.streams.rollup;

import org.jspecify.annotations.NullMarked;
