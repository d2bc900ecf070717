package dev.millrace.streams.membermatches;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one change did to what a shortlist shows.
 *
 * @param entries the members who are shown otherwise than before
 */
record ShortlistChange(List<Entry> entries) {

    /** A member as shown now, null for who is not any more. */
    record Entry(String user, @Nullable Candidate candidate) {}

    ShortlistChange {
        entries = List.copyOf(entries);
    }

    /** What turns one list into the other, each by user. */
    static ShortlistChange between(Map<String, Candidate> before, Map<String, Candidate> after) {
        List<Entry> entries = new ArrayList<>();
        for (String user : before.keySet()) {
            if (!after.containsKey(user)) {
                entries.add(new Entry(user, null));
            }
        }
        after.forEach((user, candidate) -> {
            if (!Objects.equals(before.get(user), candidate)) {
                entries.add(new Entry(user, candidate));
            }
        });
        return new ShortlistChange(entries);
    }
}
