/**
 * Runs the indexes of a process: for each the application that makes its documents, and its writer.
 */
@NullMarked
package dev.millrace.search.runtime;

import org.jspecify.annotations.NullMarked;
