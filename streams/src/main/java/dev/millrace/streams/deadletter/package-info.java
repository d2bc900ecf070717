/** Records that could not be read: where they go, and what is told about them. */
@NullMarked
package dev.millrace.streams.deadletter;

import org.jspecify.annotations.NullMarked;
