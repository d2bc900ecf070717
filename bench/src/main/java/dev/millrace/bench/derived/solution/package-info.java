/** Who keeps derived values: ours, and what one would otherwise do. */
@NullMarked
package dev.millrace.bench.derived.solution;

import org.jspecify.annotations.NullMarked;
