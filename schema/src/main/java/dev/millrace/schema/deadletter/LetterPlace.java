package dev.millrace.schema.deadletter;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a dead letter is kept.
 *
 * @param topic {@code dlq.<consumer>}
 */
public record LetterPlace(String topic, int partition, long offset) {

    private static final Pattern POSITION = Pattern.compile("(\\d{1,9}):(\\d{1,18})");

    /**
     * Reads a position in a topic.
     *
     * @param position {@code PARTITION:OFFSET}
     * @throws IllegalArgumentException when it has another form
     */
    public static LetterPlace of(String topic, String position) {
        Matcher matcher = POSITION.matcher(position);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + position + "' is no position, expected PARTITION:OFFSET such as 0:15");
        }
        return new LetterPlace(
                topic, Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }

    /** {@code PARTITION:OFFSET}. */
    public String position() {
        return partition + ":" + offset;
    }

    /** {@code TOPIC PARTITION:OFFSET}, as the request of a replay names it. */
    @Override
    public String toString() {
        return topic + " " + position();
    }
}
