@NullMarked
package dev.millrace.devstack;

import org.jspecify.annotations.NullMarked;
