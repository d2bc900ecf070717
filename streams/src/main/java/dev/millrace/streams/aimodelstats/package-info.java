/** How models answer, and what people say about it (V34). */
@NullMarked
package dev.millrace.streams.aimodelstats;

import org.jspecify.annotations.NullMarked;
