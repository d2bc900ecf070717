/** The embedded search server: a program that others start in a process of its own. */
@NullMarked
package dev.millrace.searchserver;

import org.jspecify.annotations.NullMarked;
