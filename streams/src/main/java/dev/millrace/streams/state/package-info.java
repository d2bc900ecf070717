/** State on disk that is never ahead of the last commit, so that a killed process keeps it. */
@NullMarked
package dev.millrace.streams.state;

import org.jspecify.annotations.NullMarked;
