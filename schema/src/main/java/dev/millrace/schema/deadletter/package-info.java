/** Records and rows that could not be used: the one form in which they wait for a person. */
@NullMarked
package dev.millrace.schema.deadletter;

import org.jspecify.annotations.NullMarked;
