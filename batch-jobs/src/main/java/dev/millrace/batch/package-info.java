/** Batch work: which jobs there are, and how a program reaches them. */
@NullMarked
package dev.millrace.batch;

import org.jspecify.annotations.NullMarked;
