/** Documents of active specialisations. */
@NullMarked
package dev.millrace.search.specializations;

import org.jspecify.annotations.NullMarked;
