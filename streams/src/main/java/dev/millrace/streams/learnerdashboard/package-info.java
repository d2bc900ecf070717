/** What each learner sees first: recent courses and lifetime figures. */
@NullMarked
package dev.millrace.streams.learnerdashboard;

import org.jspecify.annotations.NullMarked;
