package dev.millrace.streams.runtime;

import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.TopicCreation;
import dev.millrace.schema.topics.TopicSpec;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.progress.KafkaOffsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that every table has its topic while the program runs. One that is deleted is made
 * again, empty, or nobody would see that it is not the one that the table was written from: its
 * writer stops there and says so.
 */
final class TableTopics {

    private static final Logger LOG = LoggerFactory.getLogger(TableTopics.class);
    private static final int LOOKS_BETWEEN = 10;

    private final KafkaSettings kafka;
    private final KafkaOffsets offsets;
    private final List<TopicSpec<?, ?>> topics = new ArrayList<>();
    private int looks;

    /**
     * @param offsets used by the calling thread only
     */
    TableTopics(KafkaSettings kafka, KafkaOffsets offsets, List<StoreApplication> release) {
        this.kafka = kafka;
        this.offsets = offsets;
        release.forEach(application -> topics.add(Topics.derived(application.store())));
    }

    /** Looks every now and then, not whenever it is asked to. */
    void look() {
        looks++;
        if (looks % LOOKS_BETWEEN != 0) {
            return;
        }
        try {
            if (!offsets.existStill(topics.stream().map(TopicSpec::name).toList())) {
                LOG.atWarn().log("a topic of a table is gone; it is made again");
                TopicCreation.createMissing(kafka, topics);
            }
        } catch (PipelineException | KafkaException e) {
            // That the broker is away is told by those who need it more; the next look is due soon.
            LOG.atDebug()
                    .addKeyValue("reason", e.getMessage())
                    .log("the topics of the tables cannot be looked at");
        }
    }
}
