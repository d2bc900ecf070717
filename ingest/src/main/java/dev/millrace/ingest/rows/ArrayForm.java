package dev.millrace.ingest.rows;

/**
 * Arrays: PostgreSQL's array literal becomes a JSON array, nested alike. Lower bounds other than
 * one, which the literal may begin with, are not kept.
 *
 * @param element form of the elements
 * @param delimiter what stands between elements in the literal
 */
record ArrayForm(ColumnForm element, char delimiter) implements ColumnForm {

    @Override
    public String canonical(String text) {
        StringBuilder json = new StringBuilder(text.length() + 16);
        appendJson(json, text);
        return json.toString();
    }

    @Override
    public boolean isKeyable() {
        return false;
    }

    @Override
    public void appendJson(StringBuilder json, String text) {
        int begin = text.indexOf('{');
        if (begin < 0) {
            throw new IllegalArgumentException("not an array literal");
        }
        StringBuilder unquoted = new StringBuilder();
        int at = begin;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '{') {
                json.append('[');
                at++;
            } else if (c == '}') {
                json.append(']');
                at++;
            } else if (c == delimiter) {
                json.append(',');
                at++;
            } else if (c == '"') {
                at = readQuoted(text, at + 1, unquoted);
                element.appendJson(json, unquoted.toString());
            } else {
                int end = endOfBare(text, at);
                String bare = text.substring(at, end);
                if (bare.equals("NULL")) {
                    json.append("null");
                } else {
                    element.appendJson(json, bare);
                }
                at = end;
            }
        }
    }

    private static int readQuoted(String text, int from, StringBuilder into) {
        into.setLength(0);
        int at = from;
        while (text.charAt(at) != '"') {
            if (text.charAt(at) == '\\') {
                at++;
            }
            into.append(text.charAt(at));
            at++;
        }
        return at + 1;
    }

    private int endOfBare(String text, int from) {
        int at = from;
        while (text.charAt(at) != delimiter && text.charAt(at) != '}') {
            at++;
        }
        return at;
    }
}
