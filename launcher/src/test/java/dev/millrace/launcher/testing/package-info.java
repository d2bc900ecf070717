/** Runs the program as a stranger does: in a process of its own. */
@NullMarked
package dev.millrace.launcher.testing;

import org.jspecify.annotations.NullMarked;
