/**
 * The source's log as the rest of ingest sees it: transactions of typed row changes, in commit
 * order.
 */
@NullMarked
package dev.millrace.ingest.log;

import org.jspecify.annotations.NullMarked;
