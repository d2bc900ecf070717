package dev.millrace.streams.matching;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.fanout.PathSerde;
import dev.millrace.streams.fanout.PathStore;
import dev.millrace.streams.slim.SlimSerde;
import dev.millrace.streams.slim.SlimStream;
import java.util.function.Supplier;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * Keeps the production model of type matching where every task can read it.
 *
 * <p>The database allows one; more are seen only while one takes over from another.
 */
public final class ProductionModels {

    // A renamed store is a migration.
    private static final String STORE = "production-models";
    private static final String ROWS = "ai-models";

    /** Where the models lie in the store; below it their ids. */
    private static final RowKey PATH = RowKey.of("production");

    private ProductionModels() {}

    /** Adds the store to a topology; its processors ask {@link #reader}. */
    public static void addTo(StreamsBuilder builder) {
        builder.addGlobalStore(
                // Few rows, read again from the topic at each start.
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(STORE),
                                new PathSerde(),
                                new SlimSerde<>(MatchModel.class))
                        .withLoggingDisabled(),
                Topics.capture("analytics.ai_models").name(),
                SlimStream.reading(ROWS, MatchModel::of),
                Keeping::new);
    }

    /** How a processor reads the model that counts now. */
    public static Supplier<MatchModel> reader(ProcessingContext context) {
        PathStore<MatchModel> models = PathStore.of(context, STORE);
        return () -> models.lastBelow(PATH).map(entry -> entry.value).orElse(MatchModel.DEFAULT);
    }

    private static final class Keeping extends ContextualProcessor<RowKey, MatchModel, Void, Void> {

        @Override
        public void process(Record<RowKey, MatchModel> record) {
            KeyValueStore<RowKey, MatchModel> models = context().getStateStore(STORE);
            RowKey path = PathSerde.join(PATH, record.key());
            MatchModel model = record.value();
            if (model == null) {
                models.delete(path);
            } else {
                models.put(path, model);
            }
        }
    }
}
