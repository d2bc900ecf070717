package dev.millrace.streams.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.progress.StorePipeline;
import dev.millrace.streams.runtime.StoreApplication;
import dev.millrace.streams.runtime.StoreApplications;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The stores as they are in this release. */
class FlowTest {

    private final List<StorePipeline> pipelines =
            StoreApplications.all().stream().map(StoreApplication::pipeline).toList();
    private final Flow flow = new Flow(pipelines, topic -> topic.startsWith("app."));

    @Test
    void everyTopicIsCompleteBeforeItIsRead() {
        Set<String> written = new HashSet<>(flow.captured());
        for (Step step : flow.steps()) {
            assertThat(written).as(step.toString()).containsAll(step.reads());
            step.writes().stream()
                    .filter(topic ->
                            flow.writersOf(topic).indexOf(step) == flow.writersOf(topic).size() - 1)
                    .forEach(written::add);
        }
    }

    @Test
    void everyStoreIsFollowedToItsTable() {
        for (StorePipeline pipeline : pipelines) {
            DerivedStore store = pipeline.store();
            assertThat(flow.writersOf(Topics.derived(store).name())).as(store.name()).isNotEmpty();
            assertThat(flow.steps().stream().filter(Step::endsInTheTable).map(Step::store))
                    .contains(store);
            pipeline.internals()
                    .forEach(topic -> assertThat(flow.writersOf(topic)).as(topic).isNotEmpty());
        }
    }

    @Test
    void aStoreThatReadsAnotherFollowsFromItsTables() {
        assertThat(flow.upstreamOf(DerivedStores.COURSE_STATISTICS))
                .contains(DerivedStores.COURSE_STATISTICS, DerivedStores.COURSE_PROGRESS);
        assertThat(flow.downstreamOf(DerivedStores.COURSE_PROGRESS))
                .contains(DerivedStores.COURSE_STATISTICS);
        assertThat(flow.capturedFor(DerivedStores.COURSE_STATISTICS))
                .contains("app.learning.lesson_progress", "app.billing.refunds")
                .doesNotContain("app.wellness.bookings");
    }

    @Test
    void whatIsReadWithoutAGroupIsSaid() {
        assertThat(
                        pipelines.stream()
                                .filter(p -> p.store().equals(DerivedStores.MATCH_SCORES))
                                .flatMap(p -> p.globals().stream()))
                .containsExactly("app.analytics.ai_models");
    }
}
