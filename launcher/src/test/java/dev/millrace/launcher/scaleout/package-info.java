/** Several processes that share the stores. */
@NullMarked
package dev.millrace.launcher.scaleout;

import org.jspecify.annotations.NullMarked;
