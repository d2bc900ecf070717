/** Keeps the planner's statistics new. */
@NullMarked
package dev.millrace.batch.tablestatistics;

import org.jspecify.annotations.NullMarked;
