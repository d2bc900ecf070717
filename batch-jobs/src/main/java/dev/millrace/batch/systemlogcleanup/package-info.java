/** Deletes old system logs, errors later than the rest. */
@NullMarked
package dev.millrace.batch.systemlogcleanup;

import org.jspecify.annotations.NullMarked;
