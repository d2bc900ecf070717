package dev.millrace.devstack;

/** Short waits between two looks at something outside this process. */
final class Pauses {

    private static final long BRIEF_MILLIS = 50;

    private Pauses() {}

    /** Waits a moment; false when the thread was interrupted, whose flag is then set again. */
    static boolean brief() {
        try {
            Thread.sleep(BRIEF_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
