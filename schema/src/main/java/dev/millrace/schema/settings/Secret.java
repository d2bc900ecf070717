package dev.millrace.schema.settings;

/**
 * A password or token. Its text form is masked, so that it cannot reach a log by accident.
 *
 * @param reveal the secret itself
 */
public record Secret(String reveal) {

    @Override
    public String toString() {
        return "***";
    }
}
