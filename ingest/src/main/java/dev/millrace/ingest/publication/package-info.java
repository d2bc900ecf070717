/** Changes and the position that they lead to, written to Kafka in one transaction. */
@NullMarked
package dev.millrace.ingest.publication;

import org.jspecify.annotations.NullMarked;
