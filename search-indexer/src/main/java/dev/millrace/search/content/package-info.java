/** Documents of the library and of resource cards. */
@NullMarked
package dev.millrace.search.content;

import org.jspecify.annotations.NullMarked;
