/** Brings derived topics into the tables of schema derived, each record exactly once. */
@NullMarked
package dev.millrace.streams.writer;

import org.jspecify.annotations.NullMarked;
