/** Ratings and sessions of practitioners (V21, V22). */
@NullMarked
package dev.millrace.streams.practitionerstats;

import org.jspecify.annotations.NullMarked;
