/** How far each enrolled learner is in a course. */
@NullMarked
package dev.millrace.streams.courseprogress;

import org.jspecify.annotations.NullMarked;
