package dev.millrace.schema.topics;

import com.fasterxml.jackson.databind.JsonNode;

/** A row in a topic does not have the form that its table promises. Values are not repeated. */
public final class MalformedRowException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedRowException(String message) {
        super(message);
    }

    static MalformedRowException of(String column, String expected, JsonNode found) {
        // The value itself may be personal: only its form is named.
        return new MalformedRowException(
                "column '" + column + "' holds " + found.getNodeType() + ", expected " + expected);
    }
}
