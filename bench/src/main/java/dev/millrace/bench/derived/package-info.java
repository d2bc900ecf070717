/** Derived values beside triggers, refreshed views and Flink: {@code ./millrace bench derived}. */
@NullMarked
package dev.millrace.bench.derived;

import org.jspecify.annotations.NullMarked;
