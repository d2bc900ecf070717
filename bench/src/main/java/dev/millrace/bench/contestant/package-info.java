/** Who is compared: each reads the same log in a process of its own. */
@NullMarked
package dev.millrace.bench.contestant;

import org.jspecify.annotations.NullMarked;
