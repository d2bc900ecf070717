/** The application, which writes, and its visitors, who search. */
@NullMarked
package dev.millrace.bench.search.load;

import org.jspecify.annotations.NullMarked;
