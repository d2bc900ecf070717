/** Compares what is in the indexes with what SQL says. */
@NullMarked
package dev.millrace.search.verification;

import org.jspecify.annotations.NullMarked;
