/** The shape of jobs that delete or mark rows that fit a condition, a chunk at a time. */
@NullMarked
package dev.millrace.batch.sweep;

import org.jspecify.annotations.NullMarked;
