package dev.millrace.search.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.search.IndexFiles;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.TreeMap;

/**
 * A document in 16 bytes, so that all documents of an index fit into memory. Equal contents have
 * equal hashes whatever the order of fields and however a number is written; where the document
 * came from does not count.
 */
record DocumentHash(long high, long low) {

    static DocumentHash of(ObjectNode document) {
        StringBuilder text = new StringBuilder();
        TreeMap<String, JsonNode> fields = new TreeMap<>();
        document.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        fields.remove(IndexFiles.SOURCE);
        writeFields(text, fields);
        try {
            ByteBuffer digest =
                    ByteBuffer.wrap(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.toString().getBytes(UTF_8)));
            return new DocumentHash(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void write(StringBuilder text, JsonNode node) {
        if (node.isObject()) {
            TreeMap<String, JsonNode> fields = new TreeMap<>();
            node.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
            writeFields(text, fields);
        } else if (node.isArray()) {
            text.append('[');
            node.forEach(item -> {
                write(text, item);
                text.append(',');
            });
            text.append(']');
        } else if (node.isNumber()) {
            text.append(node.decimalValue().stripTrailingZeros().toPlainString());
        } else {
            text.append(node);
        }
    }

    private static void writeFields(StringBuilder text, TreeMap<String, JsonNode> fields) {
        text.append('{');
        fields.forEach((name, value) -> {
            text.append(name.length()).append(':').append(name).append('=');
            write(text, value);
            text.append(';');
        });
        text.append('}');
    }
}
