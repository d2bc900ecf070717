package dev.millrace.schema.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The files that say how an index is made and asked, under {@code search/} on the class path.
 *
 * <ul>
 *   <li>{@code common-v<N>.json}: analysis, and the fields that every index has
 *   <li>{@code synonyms-v<N>.txt}: groups of synonyms, a line each
 *   <li>{@code <index>/mapping-v<N>.json}: the fields of the index
 *   <li>{@code <index>/query-v<N>.mustache}: its search template with the boosts; parameters {@code
 *       words}, {@code filter} (a list of queries), {@code from}, {@code size}
 * </ul>
 */
public final class IndexFiles {

    /** The field of a soft tombstone: when its document was deleted. Live documents lack it. */
    public static final String DELETED_AT = "deleted_at";

    /**
     * Where a document came from: {@code epoch}, {@code partition} and {@code offset} of its topic.
     */
    public static final String SOURCE = "source";

    private static final int COMMON_VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private IndexFiles() {}

    /** Settings and mappings of an index, as the server takes them at its creation. */
    public static ObjectNode definition(SearchIndex index) {
        ObjectNode definition = json("common-v" + COMMON_VERSION + ".json");
        ArrayNode synonyms =
                (ArrayNode) definition.at("/settings/analysis/filter/synonyms/synonyms");
        text("synonyms-v" + COMMON_VERSION + ".txt")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .forEach(synonyms::add);
        ObjectNode properties = (ObjectNode) definition.at("/mappings/properties");
        ObjectNode own = fields(index);
        own.properties()
                .forEach(field -> {
                    if (properties.has(field.getKey())) {
                        throw new IllegalStateException(
                                "mapping of %s has the reserved field %s"
                                        .formatted(index.name(), field.getKey()));
                    }
                    properties.set(field.getKey(), field.getValue());
                });
        return definition;
    }

    /** The mapping of the index's own fields, by name. */
    public static ObjectNode fields(SearchIndex index) {
        JsonNode mapping =
                json("%s/mapping-v%d.json".formatted(index.name(), index.mappingVersion()));
        return (ObjectNode) mapping.required("properties");
    }

    /** The source of the index's search template, in Mustache. */
    public static String searchTemplate(SearchIndex index) {
        return text("%s/query-v%d.mustache".formatted(index.name(), index.mappingVersion()));
    }

    private static ObjectNode json(String file) {
        try {
            return (ObjectNode) JSON.readTree(text(file));
        } catch (IOException e) {
            throw new UncheckedIOException("file search/" + file + " is no JSON", e);
        }
    }

    private static String text(String file) {
        try (InputStream stream = IndexFiles.class.getResourceAsStream("/search/" + file)) {
            if (stream == null) {
                throw new FileNotFoundException("search/" + file + " is not on the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
