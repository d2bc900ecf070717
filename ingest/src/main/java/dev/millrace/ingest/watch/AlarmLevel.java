package dev.millrace.ingest.watch;

/** How bad a measure is. */
public enum AlarmLevel {
    FINE,
    WARNING,
    CRITICAL
}
