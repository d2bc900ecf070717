/** Seeded draws with the skew of real data: the same seed gives the same sequence. */
@NullMarked
package dev.millrace.launcher.chance;

import org.jspecify.annotations.NullMarked;
