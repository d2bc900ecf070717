package dev.millrace.streams.meetingstatistics;

import dev.millrace.schema.topics.Row;

/**
 * What matters of a row of {@code engagement.meetings}.
 *
 * @param startsAt microseconds since 1970-01-01 UTC
 */
record Meeting(String title, long startsAt, String status) {

    static Meeting of(Row row) {
        return new Meeting(row.text("title"), row.micros("starts_at"), row.text("status"));
    }
}
