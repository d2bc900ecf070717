/** How many courses carry each tag (V16). */
@NullMarked
package dev.millrace.streams.tagusage;

import org.jspecify.annotations.NullMarked;
