/** What was searched for on each day (V40). */
@NullMarked
package dev.millrace.streams.searchterms;

import org.jspecify.annotations.NullMarked;
