/** The changes that are captured: one table, recorded once or written at a steady rate. */
@NullMarked
package dev.millrace.bench.workload;

import org.jspecify.annotations.NullMarked;
