package dev.millrace.streams.text;

/** Functions of text with the results that PostgreSQL gives. */
public final class PgText {

    private PgText() {}

    /** PostgreSQL's {@code btrim(text)}: spaces go, other white space stays. */
    public static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && text.charAt(start) == ' ') {
            start++;
        }
        while (start < end && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(start, end);
    }

    /**
     * PostgreSQL's {@code lower(text)} under {@code C.UTF-8} and the usual UTF-8 locales: one
     * character for one character, not Java's mapping, which looks at the neighbours.
     */
    public static String lower(String text) {
        return text.codePoints()
                .map(Character::toLowerCase)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
