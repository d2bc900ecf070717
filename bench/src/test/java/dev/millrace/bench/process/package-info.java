@NullMarked
package dev.millrace.bench.process;

import org.jspecify.annotations.NullMarked;
