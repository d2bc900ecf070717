/** Rows of derived stores on their way out: their form, their rounding, their topic. */
@NullMarked
package dev.millrace.streams.derived;

import org.jspecify.annotations.NullMarked;
