package dev.millrace.streams.matching;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.fanout.PathSerde;
import dev.millrace.streams.slim.SlimSerde;
import dev.millrace.streams.slim.SlimStream;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * Keeps the production model of type matching where every task can read it.
 *
 * <p>The database allows one; more are seen only while one takes over from another.
 */
final class ProductionModels {

    /** Where the models lie in the store; below it their ids. */
    static final RowKey PATH = RowKey.of("production");

    private ProductionModels() {}

    static void addTo(StreamsBuilder builder) {
        builder.addGlobalStore(
                // Few rows, read again from the topic at each start.
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(MatchScoresTopology.MODELS),
                                new PathSerde(),
                                new SlimSerde<>(MatchModel.class))
                        .withLoggingDisabled(),
                Topics.capture("analytics.ai_models").name(),
                SlimStream.reading(MatchScoresTopology.MODEL_ROWS, MatchModel::of),
                Keeping::new);
    }

    private static final class Keeping extends ContextualProcessor<RowKey, MatchModel, Void, Void> {

        @Override
        public void process(Record<RowKey, MatchModel> record) {
            KeyValueStore<RowKey, MatchModel> models =
                    context().getStateStore(MatchScoresTopology.MODELS);
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
