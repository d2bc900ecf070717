package dev.millrace.search.writer;

import dev.millrace.search.writer.WriterPlace.TopicIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Decides where the writing of a partition goes on, and in which epoch. */
final class PlaceRule {

    /** A topic forgets deletes after a week: a writer that was away for longer has missed some. */
    static final Duration ABSENCE_MAX = Duration.ofDays(6);

    private PlaceRule() {}

    /**
     * What is known of the index before a partition is written.
     *
     * @param places of all partitions, of this topic or one before it
     * @param highestEpoch of its documents, 0 without any
     */
    record Known(List<WriterPlace> places, long highestEpoch) {

        private long lastEpoch() {
            return Math.max(
                    highestEpoch, places.stream().mapToLong(WriterPlace::epoch).max().orElse(0));
        }
    }

    /**
     * What the topic has of the partition.
     *
     * @param first offset of the earliest record
     * @param end offset behind the last record
     */
    record Range(long first, long end) {}

    /** The place from which to go on: the last one if it still holds, else the topic's start. */
    static WriterPlace decide(
            Known known, TopicIdentity topic, int partition, Range range, Instant now) {
        Optional<WriterPlace> last =
                known.places().stream().filter(p -> p.partition() == partition).findFirst();
        if (last.isPresent() && holds(last.get(), topic, range, now)) {
            return last.get();
        }
        // A partition that has no place yet joins the others of the same topic in their epoch,
        // since
        // none of its documents is in the index in that epoch. One whose place does not hold any
        // more cannot: its documents are there with versions that would win.
        Optional<WriterPlace> sameTopic =
                known.places().stream()
                        .filter(p -> p.topic().equals(topic) && p.partition() != partition)
                        .findFirst();
        boolean mayJoin = last.isEmpty() || !last.get().topic().equals(topic);
        long epoch =
                sameTopic.isPresent() && mayJoin
                        ? sameTopic.get().epoch()
                        : Math.addExact(known.lastEpoch(), 1);
        return new WriterPlace(
                topic,
                partition,
                epoch,
                range.first(),
                epoch == 1 ? OptionalLong.empty() : OptionalLong.of(range.end()),
                now);
    }

    private static boolean holds(WriterPlace place, TopicIdentity topic, Range range, Instant now) {
        return place.topic().equals(topic)
                && place.nextOffset() >= range.first()
                && place.nextOffset() <= range.end()
                && Duration.between(place.time(), now).compareTo(ABSENCE_MAX) < 0;
    }
}
