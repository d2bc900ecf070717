/** Asks the pipeline for new recommendations for people who are active. */
@NullMarked
package dev.millrace.batch.recommendations;

import org.jspecify.annotations.NullMarked;
