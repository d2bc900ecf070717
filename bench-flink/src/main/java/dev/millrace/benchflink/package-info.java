/** The same stores in Flink SQL. */
@NullMarked
package dev.millrace.benchflink;

import org.jspecify.annotations.NullMarked;
