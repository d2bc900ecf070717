/** Compares derived tables with the views that recompute them from scratch. */
@NullMarked
package dev.millrace.streams.verification;

import org.jspecify.annotations.NullMarked;
