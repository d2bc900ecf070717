package dev.millrace.launcher.health;

/**
 * One part of the process as a person or a program that starts processes wants to know it.
 *
 * @param name which part
 * @param state how it is
 * @param reason why it is not as it should be, without any value of a row; empty when it is
 */
public record PartHealth(String name, State state, String reason) {

    /** How a part is. */
    public enum State {
        READY,
        /** It works, but somebody should look. */
        WARNING,
        NOT_READY
    }

    static PartHealth ready(String name) {
        return new PartHealth(name, State.READY, "");
    }

    static PartHealth notReady(String name, String reason) {
        return new PartHealth(name, State.NOT_READY, reason);
    }

    /** Whether it does its work. */
    public boolean isReady() {
        return state != State.NOT_READY;
    }
}
