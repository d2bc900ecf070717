/** Who was invited to each meeting, who came, and for how long (V27, V29). */
@NullMarked
package dev.millrace.streams.meetingstatistics;

import org.jspecify.annotations.NullMarked;
