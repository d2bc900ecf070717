/** Views, likes and shares of library items (V24). */
@NullMarked
package dev.millrace.streams.contentstatistics;

import org.jspecify.annotations.NullMarked;
