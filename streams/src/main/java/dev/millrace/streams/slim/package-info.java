/** Slim records: the few columns of a table that a store needs, as its state keeps them. */
@NullMarked
package dev.millrace.streams.slim;

import org.jspecify.annotations.NullMarked;
