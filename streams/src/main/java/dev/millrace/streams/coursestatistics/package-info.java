/** What each course's enrollments, completions, purchases and contents add up to. */
@NullMarked
package dev.millrace.streams.coursestatistics;

import org.jspecify.annotations.NullMarked;
