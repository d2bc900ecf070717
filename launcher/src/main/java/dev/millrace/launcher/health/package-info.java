/** Liveness, readiness and metrics of this process, over HTTP. */
@NullMarked
package dev.millrace.launcher.health;

import org.jspecify.annotations.NullMarked;
