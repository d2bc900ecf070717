package dev.millrace.ingest;

import java.time.Duration;

/** Counts failures in a row and how long to wait after them. For one thread. */
final class Restarts {

    private final Duration min;
    private final Duration max;
    private int inARow;
    private Duration pause;

    Restarts(Duration min, Duration max) {
        this.min = min;
        this.max = max;
        this.pause = min;
    }

    /** Counts a failure; progress since the last one begins the count anew. */
    int failed(boolean progressed) {
        if (progressed || inARow == 0) {
            inARow = 1;
            pause = min;
        } else {
            inARow++;
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(max) < 0 ? doubled : max;
        }
        return inARow;
    }

    Duration pause() {
        return pause;
    }
}
