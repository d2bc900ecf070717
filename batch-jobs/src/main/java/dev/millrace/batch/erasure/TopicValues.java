package dev.millrace.batch.erasure;

import java.time.Duration;
import java.util.Map;

/** Topics in which values of people stay until they are compacted. */
public interface TopicValues {

    /**
     * Sees to it that a value which is replaced or deleted is gone from them in time; called at
     * least once in half of that time.
     *
     * @return figures by name, for people
     */
    Map<String, Integer> bound(Duration within);
}
