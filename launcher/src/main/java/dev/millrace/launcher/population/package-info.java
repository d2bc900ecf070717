/** A believable set of people, courses, projects and practitioners, the same for the same seed. */
@NullMarked
package dev.millrace.launcher.population;

import org.jspecify.annotations.NullMarked;
