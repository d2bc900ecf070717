/** PostgreSQL's decimal arithmetic, digit for digit. */
@NullMarked
package dev.millrace.streams.numeric;

import org.jspecify.annotations.NullMarked;
