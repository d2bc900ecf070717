package dev.millrace.launcher.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the commands about batch jobs. */
final class BatchOptions {

    @Option(names = "--json", description = "JSON for scripts instead of a table.")
    private boolean json;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            description =
                    "Who gives the command, for the audit trail (default: the user of the operating"
                            + " system).")
    private @Nullable String actor;

    boolean isJson() {
        return json;
    }

    String actor() {
        return BatchAccess.actor(actor);
    }

    /** One JSON value over several lines. */
    static String json(Object value) {
        try {
            return new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON: " + value, e);
        }
    }
}
