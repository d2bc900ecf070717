/** How each person takes part in meetings. */
@NullMarked
package dev.millrace.streams.userengagement;

import org.jspecify.annotations.NullMarked;
