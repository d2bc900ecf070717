/** The log read by Debezium's embedded engine; nothing of Debezium is known outside. */
@NullMarked
package dev.millrace.ingest.debezium;

import org.jspecify.annotations.NullMarked;
