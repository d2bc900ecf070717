/** Ends subscriptions whose time is over, and tells members whose membership has ended. */
@NullMarked
package dev.millrace.batch.subscriptionexpiry;

import org.jspecify.annotations.NullMarked;
