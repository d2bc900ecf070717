/** What a batch job is: its parameters, its steps, and chunks of rows. */
@NullMarked
package dev.millrace.batch.job;

import org.jspecify.annotations.NullMarked;
