/** As of which commit each store is: found out from outside, kept in derived.freshness. */
@NullMarked
package dev.millrace.streams.freshness;

import org.jspecify.annotations.NullMarked;
