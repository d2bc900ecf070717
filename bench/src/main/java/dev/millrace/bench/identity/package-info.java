/** What the whole old row in the log costs, table by table. */
@NullMarked
package dev.millrace.bench.identity;

import org.jspecify.annotations.NullMarked;
