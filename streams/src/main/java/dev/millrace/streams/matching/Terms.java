package dev.millrace.streams.matching;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Skills and certifications as they are compared: trimmed, in lower case, each once. */
final class Terms {

    private Terms() {}

    /**
     * The distinct comparable forms in their order; what is empty then names nothing and is left
     * out.
     */
    static List<String> comparable(Collection<String> terms) {
        TreeSet<String> forms = new TreeSet<>();
        for (String term : terms) {
            String form = lower(trim(term));
            if (!form.isEmpty()) {
                forms.add(form);
            }
        }
        return List.copyOf(forms);
    }

    /** PostgreSQL's {@code btrim(text)}: spaces go, other white space stays. */
    private static String trim(String text) {
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
    private static String lower(String text) {
        return text.codePoints()
                .map(Character::toLowerCase)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
