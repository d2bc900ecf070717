/** Live traffic: the transactions of a busy application, at a chosen rate and from a seed. */
@NullMarked
package dev.millrace.launcher.traffic;

import org.jspecify.annotations.NullMarked;
