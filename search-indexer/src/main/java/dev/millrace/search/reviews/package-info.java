/** Documents of published reviews. */
@NullMarked
package dev.millrace.search.reviews;

import org.jspecify.annotations.NullMarked;
