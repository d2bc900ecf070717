/** What is left of people who were erased, everywhere. */
@NullMarked
package dev.millrace.launcher.erasure;

import org.jspecify.annotations.NullMarked;
