/** What each person has not read: notifications, direct messages, messages to groups. */
@NullMarked
package dev.millrace.streams.notificationcounts;

import org.jspecify.annotations.NullMarked;
