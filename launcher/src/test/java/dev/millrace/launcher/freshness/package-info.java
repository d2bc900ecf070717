/** As of a commit, on the running program. */
@NullMarked
package dev.millrace.launcher.freshness;

import org.jspecify.annotations.NullMarked;
