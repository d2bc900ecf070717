/** One class a command. */
@NullMarked
package dev.millrace.launcher.command;

import org.jspecify.annotations.NullMarked;
