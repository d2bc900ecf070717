/** Benchmarks: our stages beside what a user would otherwise run, on the same data. */
@NullMarked
package dev.millrace.bench;

import org.jspecify.annotations.NullMarked;
