/** The people that stores have a row for. */
@NullMarked
package dev.millrace.streams.people;

import org.jspecify.annotations.NullMarked;
