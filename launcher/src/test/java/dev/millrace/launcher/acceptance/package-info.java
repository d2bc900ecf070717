/** What the systems must be able to do, row by row, on the running program with plain SQL. */
@NullMarked
package dev.millrace.launcher.acceptance;

import org.jspecify.annotations.NullMarked;
