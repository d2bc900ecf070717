/** Marks completed meetings as archived after a year. */
@NullMarked
package dev.millrace.batch.meetingarchive;

import org.jspecify.annotations.NullMarked;
