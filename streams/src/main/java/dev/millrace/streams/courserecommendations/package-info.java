/** The courses that each person is recommended, as of a moment. */
@NullMarked
package dev.millrace.streams.courserecommendations;

import org.jspecify.annotations.NullMarked;
