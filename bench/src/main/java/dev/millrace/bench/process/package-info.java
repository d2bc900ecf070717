/** The processes of a benchmark, and what the operating system says that they used. */
@NullMarked
package dev.millrace.bench.process;

import org.jspecify.annotations.NullMarked;
