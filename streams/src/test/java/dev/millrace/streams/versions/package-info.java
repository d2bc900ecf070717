/** Versions of stores on real servers. */
@NullMarked
package dev.millrace.streams.versions;

import org.jspecify.annotations.NullMarked;
