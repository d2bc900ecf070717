/** Completions that the pipeline writes back. */
@NullMarked
package dev.millrace.schema.completions;

import org.jspecify.annotations.NullMarked;
