/** Has search indexes built anew. */
@NullMarked
package dev.millrace.batch.searchreindex;

import org.jspecify.annotations.NullMarked;
