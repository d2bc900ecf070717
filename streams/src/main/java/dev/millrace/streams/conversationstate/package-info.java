/** The newest message of each conversation, and how many there are. */
@NullMarked
package dev.millrace.streams.conversationstate;

import org.jspecify.annotations.NullMarked;
