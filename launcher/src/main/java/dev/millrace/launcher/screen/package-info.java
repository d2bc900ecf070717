/** What a person sees while the pipeline runs. */
@NullMarked
package dev.millrace.launcher.screen;

import org.jspecify.annotations.NullMarked;
