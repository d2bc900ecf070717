/** The database and the broker that every contestant works with, in a process of their own. */
@NullMarked
package dev.millrace.bench.servers;

import org.jspecify.annotations.NullMarked;
