/** Answers what people ask for their data: a copy of it, or its end. */
@NullMarked
package dev.millrace.batch.erasure;

import org.jspecify.annotations.NullMarked;
