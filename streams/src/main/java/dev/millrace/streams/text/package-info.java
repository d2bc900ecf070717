/** Text as PostgreSQL handles it. */
@NullMarked
package dev.millrace.streams.text;

import org.jspecify.annotations.NullMarked;
