package dev.millrace.streams.freshness;

import dev.millrace.streams.progress.Gap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * What a reader has still to pass, oldest first. There are few of them however far behind it is:
 * when there are too many the newest gives way to a newer one, so that the oldest is passed soon
 * and the newest tells most.
 */
final class Marks {

    private static final int MOST = 16;

    private final Deque<Mark> open = new ArrayDeque<>();

    void add(Mark mark) {
        if (open.size() == MOST) {
            open.removeLast();
        }
        open.addLast(mark);
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** The commit of the newest mark. */
    Optional<AsOf> newest() {
        return Optional.ofNullable(open.peekLast()).map(Mark::asOf);
    }

    void clear() {
        open.clear();
    }

    /**
     * Takes out the marks that are passed.
     *
     * @param positions next offset to process, by partition; absent where none is known
     * @param isEmpty whether a piece of a partition is known to hold no record
     * @return the commit of the newest that is passed
     */
    Optional<AsOf> pass(Map<TopicPartition, Long> positions, Predicate<Gap> isEmpty) {
        Optional<AsOf> passed = Optional.empty();
        while (!open.isEmpty() && gaps(open.getFirst(), positions, isEmpty).isEmpty()) {
            passed = Optional.of(open.removeFirst().asOf());
        }
        return passed;
    }

    /** What keeps the oldest from being passed. */
    List<Gap> gaps(Map<TopicPartition, Long> positions, Predicate<Gap> isEmpty) {
        return open.isEmpty() ? List.of() : gaps(open.getFirst(), positions, isEmpty);
    }

    private static List<Gap> gaps(
            Mark mark, Map<TopicPartition, Long> positions, Predicate<Gap> isEmpty) {
        List<Gap> gaps = new ArrayList<>();
        mark.ends()
                .forEach((partition, end) -> {
                    long position = positions.getOrDefault(partition, 0L);
                    if (position < end) {
                        Gap gap = new Gap(partition, position, end);
                        if (!isEmpty.test(gap)) {
                            gaps.add(gap);
                        }
                    }
                });
        return gaps;
    }
}
