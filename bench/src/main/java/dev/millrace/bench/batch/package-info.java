/** The batch jobs beside plain SQL that does the same. */
@NullMarked
package dev.millrace.bench.batch;

import org.jspecify.annotations.NullMarked;
