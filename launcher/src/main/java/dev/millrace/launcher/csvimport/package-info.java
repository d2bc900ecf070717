/** Courses, people and completions from CSV files, written as the application would write them. */
@NullMarked
package dev.millrace.launcher.csvimport;

import org.jspecify.annotations.NullMarked;
