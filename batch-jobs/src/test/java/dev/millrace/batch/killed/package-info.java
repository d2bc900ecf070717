/**
 * Every job that changes rows, killed anywhere: a restart finishes it, and its effects are once.
 */
@NullMarked
package dev.millrace.batch.killed;

import org.jspecify.annotations.NullMarked;
