/** Builds an index anew beside the live one, compares it, and has the two change places. */
@NullMarked
package dev.millrace.search.reindex;

import org.jspecify.annotations.NullMarked;
