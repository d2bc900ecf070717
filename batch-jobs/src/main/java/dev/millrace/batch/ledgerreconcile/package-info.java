/** Holds money against money, and keeps what does not agree. */
@NullMarked
package dev.millrace.batch.ledgerreconcile;

import org.jspecify.annotations.NullMarked;
