/**
 * Counts and sums of rows by their group, kept exact by adding and subtracting, and the two shapes
 * of store that are made of them.
 */
@NullMarked
package dev.millrace.streams.rollup;

import org.jspecify.annotations.NullMarked;
