package dev.millrace.launcher.csvimport;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.UUID;

/** Keys of rows, made from the names in the files: the same names give the same rows again. */
final class ImportKeys {

    private final String dataset;

    ImportKeys(String dataset) {
        this.dataset = dataset;
    }

    UUID course(String key) {
        return id("course", key);
    }

    UUID module(String courseKey) {
        return id("module", courseKey);
    }

    UUID lesson(String courseKey) {
        return id("lesson", courseKey);
    }

    UUID person(String key) {
        return id("person", key);
    }

    UUID enrollment(String personKey, String courseKey) {
        return id("enrollment", pair(personKey, courseKey));
    }

    UUID completion(String personKey, String courseKey) {
        return id("completion", pair(personKey, courseKey));
    }

    private UUID id(String what, String key) {
        String name = "millrace/%s/%s/%s".formatted(dataset, what, key);
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    /** The length keeps (a, bc) apart from (ab, c). */
    private static String pair(String personKey, String courseKey) {
        return personKey.length() + "/" + personKey + "/" + courseKey;
    }

    /** A name in lower case with single hyphens; never empty. Names alike are one tag. */
    static String slug(String name) {
        String plain =
                Normalizer.normalize(name, Normalizer.Form.NFKD)
                        .replaceAll("\\p{M}+", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}]+", "-")
                        .replaceAll("^-|-$", "");
        return plain.isEmpty() ? "x-" + Integer.toHexString(name.strip().hashCode()) : plain;
    }
}
