/** Keeps the slot moving while the captured tables are idle, and watches it. */
@NullMarked
package dev.millrace.ingest.heartbeat;

import org.jspecify.annotations.NullMarked;
