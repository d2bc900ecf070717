package dev.millrace.streams.notificationcounts;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.ChildChange;
import dev.millrace.streams.fanout.OrderedText;
import dev.millrace.streams.fanout.PathSerde;
import dev.millrace.streams.fanout.PathStore;
import dev.millrace.streams.fanout.Placement;
import dev.millrace.streams.notificationcounts.ConversationFact.GroupMessage;
import dev.millrace.streams.notificationcounts.ConversationFact.Participant;
import dev.millrace.streams.slim.SlimSerde;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Counts, at the conversation's partition, what each participant has not read of it, and places the
 * count at the person.
 *
 * <p>A message that comes or goes costs one step for each participant, and one output for each who
 * misses it. A reading costs one step for each message between it and the one before; joining, one
 * for each message since. None of them depends on how long the conversation is.
 */
final class GroupUnread
        extends ContextualProcessor<
                RowKey, ChildChange<ConversationFact>, RowKey, ChildChange<Unread>> {

    @SuppressWarnings("NullAway.Init")
    private PathStore<GroupMessage> messages;

    @SuppressWarnings("NullAway.Init")
    private PathStore<Reader> readers;

    @Override
    public void init(ProcessorContext<RowKey, ChildChange<Unread>> context) {
        super.init(context);
        messages = PathStore.of(context, NotificationCountsTopology.GROUP_MESSAGES);
        readers = PathStore.of(context, NotificationCountsTopology.READERS);
    }

    @Override
    public void process(Record<RowKey, ChildChange<ConversationFact>> record) {
        RowKey child = record.value().child();
        ConversationFact fact = record.value().value();
        // A path names its kind: one that goes brings no value that could.
        if (child.value(0).equals(Placements.MESSAGES.value(0))) {
            messageChanged(record, child, (GroupMessage) fact);
        } else {
            participantChanged(record, child, (Participant) fact);
        }
    }

    private void messageChanged(
            Record<RowKey, ?> cause, RowKey child, @Nullable GroupMessage after) {
        RowKey path = PathSerde.join(cause.key(), child);
        GroupMessage before = messages.get(path);
        if (Objects.equals(before, after)) {
            return;
        }
        messages.set(path, after);
        long created = OrderedText.toLong(child.value(1));
        Map<RowKey, Reader> all = new LinkedHashMap<>();
        readers.below(cause.key(), all::put);
        all.forEach((readerPath, reader) -> {
            int difference =
                    (reader.misses(after, created) ? 1 : 0)
                            - (reader.misses(before, created) ? 1 : 0);
            if (difference != 0) {
                set(cause, readerPath, reader, reader.with(difference));
            }
        });
    }

    private void participantChanged(
            Record<RowKey, ?> cause, RowKey child, @Nullable Participant after) {
        RowKey path = PathSerde.join(cause.key(), child);
        Reader before = readers.get(path);
        Reader now = after == null ? null : reader(cause.key(), before, after);
        if (!Objects.equals(before, now)) {
            set(cause, path, before, now);
        }
    }

    private Reader reader(RowKey conversation, @Nullable Reader before, Participant after) {
        if (before == null || !before.user().equals(after.user())) {
            int unread = missed(conversation, after.user(), after.readUpTo(), Long.MAX_VALUE);
            return new Reader(after.user(), after.readUpTo(), unread);
        }
        long from = Math.min(before.readUpTo(), after.readUpTo());
        long to = Math.max(before.readUpTo(), after.readUpTo());
        int between = missed(conversation, after.user(), from, to);
        int sign = after.readUpTo() > before.readUpTo() ? -1 : 1;
        return new Reader(after.user(), after.readUpTo(), before.unread() + sign * between);
    }

    /** Messages of others after one moment and up to another. */
    private int missed(RowKey conversation, String user, long after, long upTo) {
        if (after == upTo) {
            return 0;
        }
        int[] count = {0};
        Reader reader = new Reader(user, after, 0);
        messages.between(
                PathSerde.join(conversation, Placements.MESSAGES),
                OrderedText.ascending(after + 1),
                OrderedText.ascending(upTo),
                (path, message) -> {
                    count[0] += reader.isOfAnother(message) ? 1 : 0;
                    return true;
                });
        return count[0];
    }

    private void set(
            Record<RowKey, ?> cause, RowKey path, @Nullable Reader before, @Nullable Reader now) {
        readers.set(path, now);
        RowKey conversation = cause.key();
        RowKey participant = PathSerde.below(path, conversation.values().size());
        Placement.move(
                Placements.ofReader(conversation, participant, before),
                Placements.ofReader(conversation, participant, now),
                (person, change) -> context().forward(cause.withKey(person).withValue(change)));
    }

    /** Makes the processors and brings their stores along. */
    static final class Supplier
            implements ProcessorSupplier<
                    RowKey, ChildChange<ConversationFact>, RowKey, ChildChange<Unread>> {

        private final Set<StoreBuilder<?>> stores =
                Set.of(
                        PathStore.builder(
                                NotificationCountsTopology.GROUP_MESSAGES,
                                new SlimSerde<>(GroupMessage.class)),
                        PathStore.builder(
                                NotificationCountsTopology.READERS, new SlimSerde<>(Reader.class)));

        @Override
        public Processor<RowKey, ChildChange<ConversationFact>, RowKey, ChildChange<Unread>> get() {
            return new GroupUnread();
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return stores;
        }
    }
}
