package dev.millrace.streams.state;

import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The transactions of whichever thread of an application asks. */
public interface ThreadTransactions {

    /** The property of an application under which its stores find this. */
    String PROPERTY = "millrace.thread-transactions";

    /**
     * Tells once, on this thread, that the transaction under way is committed; never when it is
     * given up.
     *
     * @param listener is given the offset of the last record that is in a changelog, null where
     *     this thread has written none
     */
    void onNextCommit(Consumer<Function<TopicPartition, @Nullable Long>> listener);
}
