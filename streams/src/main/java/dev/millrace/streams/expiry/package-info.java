/** Rows that count until a moment: what the clock alone changes, told like a change of the row. */
@NullMarked
package dev.millrace.streams.expiry;

import org.jspecify.annotations.NullMarked;
