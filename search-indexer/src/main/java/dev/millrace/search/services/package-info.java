/** Documents of services that members may book. */
@NullMarked
package dev.millrace.search.services;

import org.jspecify.annotations.NullMarked;
