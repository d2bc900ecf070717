package dev.millrace.ingest.rows;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Arrays: PostgreSQL's array literal becomes a JSON array, nested alike. Lower bounds other than
 * one, which the literal may begin with, are not kept.
 *
 * @param element form of the elements
 * @param delimiter what stands between elements in the literal
 */
record ArrayForm(ColumnForm element, char delimiter) implements ColumnForm {

    private static final byte[] NULL = "null".getBytes(US_ASCII);

    @Override
    public boolean isKeyable() {
        return false;
    }

    @Override
    public void appendJson(JsonBuffer json, byte[] text, int from, int to) {
        int at = from;
        while (at < to && text[at] != '{') {
            at++;
        }
        if (at == to) {
            throw new IllegalArgumentException("not an array literal");
        }
        // What gives the literal its structure is ASCII, and no part of a longer character is.
        while (at < to) {
            byte b = text[at];
            if (b == '{') {
                json.ascii('[');
                at++;
            } else if (b == '}') {
                json.ascii(']');
                at++;
            } else if (b == delimiter) {
                json.ascii(',');
                at++;
            } else if (b == '"') {
                at = appendQuoted(json, text, at + 1);
            } else {
                int end = endOfBare(text, at);
                if (isNull(text, at, end)) {
                    json.raw(NULL);
                } else {
                    element.appendJson(json, text, at, end);
                }
                at = end;
            }
        }
    }

    /** Returns the place after the closing quote. */
    private int appendQuoted(JsonBuffer json, byte[] text, int from) {
        int end = from;
        int escapes = 0;
        while (text[end] != '"') {
            if (text[end] == '\\') {
                escapes++;
                end++;
            }
            end++;
        }
        if (escapes == 0) {
            element.appendJson(json, text, from, end);
        } else {
            byte[] plain = new byte[end - from - escapes];
            int at = from;
            for (int i = 0; i < plain.length; i++) {
                if (text[at] == '\\') {
                    at++;
                }
                plain[i] = text[at++];
            }
            element.appendJson(json, plain, 0, plain.length);
        }
        return end + 1;
    }

    private int endOfBare(byte[] text, int from) {
        int at = from;
        while (text[at] != delimiter && text[at] != '}') {
            at++;
        }
        return at;
    }

    private static boolean isNull(byte[] text, int from, int to) {
        return to - from == 4
                && text[from] == 'N'
                && text[from + 1] == 'U'
                && text[from + 2] == 'L'
                && text[from + 3] == 'L';
    }
}
