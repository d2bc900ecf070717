/** Runs jobs: one at a time by a lock of the database, a chunk and its progress in one commit. */
@NullMarked
package dev.millrace.batch.launch;

import org.jspecify.annotations.NullMarked;
