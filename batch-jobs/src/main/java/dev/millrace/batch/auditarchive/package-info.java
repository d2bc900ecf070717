/** Moves old rows of the audit trail to the archive. */
@NullMarked
package dev.millrace.batch.auditarchive;

import org.jspecify.annotations.NullMarked;
