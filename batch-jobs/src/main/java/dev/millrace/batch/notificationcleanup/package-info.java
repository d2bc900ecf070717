/** Deletes notifications that were read and have expired long ago. */
@NullMarked
package dev.millrace.batch.notificationcleanup;

import org.jspecify.annotations.NullMarked;
