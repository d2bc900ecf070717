package dev.millrace.streams.membermatches;

import dev.millrace.schema.topics.Row;
import dev.millrace.streams.matching.Applicant;
import org.jspecify.annotations.Nullable;

/**
 * A person as the rows of their account and their profile say.
 *
 * @param active whether the account may be matched
 * @param profile null without one
 */
record Member(boolean active, @Nullable Applicant profile) {

    /** Of whom nothing is known. */
    static final Member NOBODY = new Member(false, null);

    /** Whether a row of {@code identity.users} is an active member, null when it is not. */
    static @Nullable Boolean isActive(Row user) {
        return user.text("status").equals("active") && user.textOrNull("deleted_at") == null
                ? Boolean.TRUE
                : null;
    }

    Member withActive(boolean now) {
        return new Member(now, profile);
    }

    Member withProfile(@Nullable Applicant now) {
        return new Member(active, now);
    }

    /** What is matched; null for who is not active. */
    @Nullable Applicant matched() {
        if (!active) {
            return null;
        }
        return profile == null ? Applicant.UNKNOWN : profile;
    }
}
