/** How far every stage has come: lag, and whether everything has drained. */
@NullMarked
package dev.millrace.streams.progress;

import org.jspecify.annotations.NullMarked;
