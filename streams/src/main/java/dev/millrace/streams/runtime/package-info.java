/** Runs the stores' applications and their table writers in one process. */
@NullMarked
package dev.millrace.streams.runtime;

import org.jspecify.annotations.NullMarked;
