/** Archived months as Parquet files: written and verified, brought back, queried. */
@NullMarked
package dev.millrace.batch.archive;

import org.jspecify.annotations.NullMarked;
