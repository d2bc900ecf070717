package dev.millrace.launcher.health;

/** What a process is there for. */
public enum Duty {
    /** Reading the log. */
    INGEST,
    /** Keeping the derived stores. */
    STREAMS,
    /** Filling the search indexes. */
    SEARCH,
    /** Running batch jobs when they are due. */
    BATCH;

    /** The command that runs a process for this alone. */
    public String roleName() {
        return switch (this) {
            case INGEST -> "ingest";
            case STREAMS -> "streams";
            case SEARCH -> "search-indexer";
            case BATCH -> "batch";
        };
    }
}
