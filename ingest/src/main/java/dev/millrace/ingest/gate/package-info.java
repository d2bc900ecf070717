/** What must hold before anything is read or written, each with a named error. */
@NullMarked
package dev.millrace.ingest.gate;

import org.jspecify.annotations.NullMarked;
