/** How well each applicant fits the project. */
@NullMarked
package dev.millrace.streams.matching;

import org.jspecify.annotations.NullMarked;
