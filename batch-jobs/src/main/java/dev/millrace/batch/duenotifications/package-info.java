/** Marks notifications that are due as sent, and reminds of bookings and events. */
@NullMarked
package dev.millrace.batch.duenotifications;

import org.jspecify.annotations.NullMarked;
