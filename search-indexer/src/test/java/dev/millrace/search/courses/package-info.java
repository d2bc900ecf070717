/** Documents of published courses. */
@NullMarked
package dev.millrace.search.courses;

import org.jspecify.annotations.NullMarked;
