package dev.millrace.search.writer;

/** Where an index writer is in its life. */
public enum IndexWriterState {
    /** It looks for its places, or has no partition. */
    STARTING,
    /** It writes, or waits for documents. */
    RUNNING,
    /** The search server or Kafka cannot take what it has; it tries again. */
    WAITING,
    /** It has given up, for the reason that its status tells. */
    STOPPED
}
