/** Documents of lessons that learners may find. */
@NullMarked
package dev.millrace.search.lessons;

import org.jspecify.annotations.NullMarked;
