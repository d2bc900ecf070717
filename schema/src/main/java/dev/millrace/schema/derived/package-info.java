/** The derived stores: their tables, keys and topics. */
@NullMarked
package dev.millrace.schema.derived;

import org.jspecify.annotations.NullMarked;
