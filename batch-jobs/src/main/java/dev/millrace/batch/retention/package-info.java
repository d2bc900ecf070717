/** Old bookings and messages to the archive, old activity into its roll-up, by whole months. */
@NullMarked
package dev.millrace.batch.retention;

import org.jspecify.annotations.NullMarked;
