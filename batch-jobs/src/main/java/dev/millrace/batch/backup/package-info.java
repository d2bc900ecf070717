/** Backups of the application database, and the proof that they can be restored. */
@NullMarked
package dev.millrace.batch.backup;

import org.jspecify.annotations.NullMarked;
