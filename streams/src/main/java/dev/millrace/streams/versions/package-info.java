/**
 * Versions of a store: the live one that readers see, one beside it, and how they change places.
 */
@NullMarked
package dev.millrace.streams.versions;

import org.jspecify.annotations.NullMarked;
