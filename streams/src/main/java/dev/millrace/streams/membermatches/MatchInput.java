package dev.millrace.streams.membermatches;

import dev.millrace.streams.matching.Applicant;
import dev.millrace.streams.matching.ProjectNeeds;
import org.jspecify.annotations.Nullable;

/** What changes matches: a row of one of three tables, as it is now. */
sealed interface MatchInput {

    /** An account; the key is the person. */
    record Account(boolean active) implements MatchInput {}

    /** A profile, null when it is gone; the key is the person. */
    record Profile(@Nullable Applicant applicant) implements MatchInput {}

    /** A project, null when it is not published; the key is the project. */
    record Project(@Nullable ProjectNeeds needs) implements MatchInput {}
}
