/** Runbooks, walked through on real servers. */
@NullMarked
package dev.millrace.launcher.recovery;

import org.jspecify.annotations.NullMarked;
