/** Marks what has passed its time: reschedule requests, enrollments, invoices. */
@NullMarked
package dev.millrace.batch.expirysweep;

import org.jspecify.annotations.NullMarked;
