/** When jobs run by themselves: schedules in the database, and the role that keeps to them. */
@NullMarked
package dev.millrace.batch.schedule;

import org.jspecify.annotations.NullMarked;
