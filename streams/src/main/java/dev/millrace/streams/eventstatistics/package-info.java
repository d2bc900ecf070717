/** Registrations for events (V32). */
@NullMarked
package dev.millrace.streams.eventstatistics;

import org.jspecify.annotations.NullMarked;
