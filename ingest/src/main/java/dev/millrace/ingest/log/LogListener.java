package dev.millrace.ingest.log;

import java.util.List;
import java.util.Optional;

/** Takes what the log says, on the log's own thread. */
public interface LogListener {

    /**
     * Takes the next entries. Returning means that they are durable: the log may then be told that
     * everything up to the last commit among them is done with. When this throws, nothing of these
     * entries counts as taken and reading ends.
     *
     * @throws InterruptedException when reading is being ended
     */
    void accept(List<LogEntry> entries) throws InterruptedException;

    /**
     * Reading ended; nothing more comes.
     *
     * @param failure why, empty when it was closed
     */
    void ended(Optional<Throwable> failure);
}
