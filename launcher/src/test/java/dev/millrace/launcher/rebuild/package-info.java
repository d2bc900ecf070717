/** Versions of stores on the running program. */
@NullMarked
package dev.millrace.launcher.rebuild;

import org.jspecify.annotations.NullMarked;
