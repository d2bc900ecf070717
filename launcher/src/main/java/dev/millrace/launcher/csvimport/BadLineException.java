package dev.millrace.launcher.csvimport;

/** Carries a bad line to where bad lines are collected. */
final class BadLineException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient BadLine badLine;

    BadLineException(BadLine badLine) {
        super(badLine.message(), null, false, false);
        this.badLine = badLine;
    }

    BadLine badLine() {
        return badLine;
    }
}
