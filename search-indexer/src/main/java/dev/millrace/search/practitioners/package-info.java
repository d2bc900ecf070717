/** Documents of practitioners whom members may book. */
@NullMarked
package dev.millrace.search.practitioners;

import org.jspecify.annotations.NullMarked;
