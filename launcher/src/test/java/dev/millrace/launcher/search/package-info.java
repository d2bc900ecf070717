/** The search indexes of the whole program, on real servers. */
@NullMarked
package dev.millrace.launcher.search;

import org.jspecify.annotations.NullMarked;
