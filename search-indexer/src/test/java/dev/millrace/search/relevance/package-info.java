/** Whether searches find first what was looked for, by hand-made judgements. */
@NullMarked
package dev.millrace.search.relevance;

import org.jspecify.annotations.NullMarked;
