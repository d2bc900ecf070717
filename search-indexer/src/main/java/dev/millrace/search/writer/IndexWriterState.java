package dev.millrace.search.writer;

/** Where an index writer is in its life. */
public enum IndexWriterState {
    /** It has yet to learn from Kafka what its part is, or looks for its places. */
    STARTING,
    /** It has no partition: other processes write the index, and it takes over when one ends. */
    IDLE,
    /** It writes, or waits for documents. */
    RUNNING,
    /** The search server or Kafka cannot take what it has, or refuses; it tries again. */
    WAITING,
    /** It has given up, for the reason that its status tells. */
    STOPPED
}
