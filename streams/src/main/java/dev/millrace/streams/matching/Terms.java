package dev.millrace.streams.matching;

import dev.millrace.streams.text.PgText;
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
            String form = PgText.lower(PgText.trim(term));
            if (!form.isEmpty()) {
                forms.add(form);
            }
        }
        return List.copyOf(forms);
    }
}
