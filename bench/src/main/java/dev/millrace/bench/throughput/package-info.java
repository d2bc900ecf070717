/** How fast each contestant gets through a recorded log, and what it costs. */
@NullMarked
package dev.millrace.bench.throughput;

import org.jspecify.annotations.NullMarked;
