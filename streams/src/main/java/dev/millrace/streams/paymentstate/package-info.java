/** What of each payment was given back, and what its status is then (V35). */
@NullMarked
package dev.millrace.streams.paymentstate;

import org.jspecify.annotations.NullMarked;
