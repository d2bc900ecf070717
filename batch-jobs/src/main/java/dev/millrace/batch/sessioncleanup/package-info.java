/** Deletes sessions and reset tokens that have expired. */
@NullMarked
package dev.millrace.batch.sessioncleanup;

import org.jspecify.annotations.NullMarked;
