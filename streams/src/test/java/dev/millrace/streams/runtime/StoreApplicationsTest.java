package dev.millrace.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.streams.progress.StorePipeline;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StoreApplicationsTest {

    @Test
    void everyDerivedStoreHasOneApplication() {
        assertThat(StoreApplications.all())
                .extracting(StoreApplication::store)
                .containsExactlyElementsOf(DerivedStores.all());
    }

    @Test
    void namesOfAnApplicationCarryStoreAndVersion() {
        StoreApplication application =
                new StoreApplication(DerivedStores.PRACTITIONER_STATS, 3, builder -> {});

        assertThat(application.applicationId()).isEqualTo("millrace.practitioner_stats.v3");
        assertThat(application.processor()).isEqualTo("practitioner_stats.v3");
        assertThatThrownBy(() ->
                        new StoreApplication(DerivedStores.PRACTITIONER_STATS, 0, builder -> {}))
                .hasMessageContaining("expected at least 1");
    }

    @Test
    void pipelineTellsTheTopicsOfTheCatalogueFromTheApplicationsOwn() {
        StorePipeline pipeline = pipelineOf(DerivedStores.PRACTITIONER_STATS);

        assertThat(pipeline.sources())
                .containsExactlyInAnyOrder(
                        "app.wellness.practitioners",
                        "app.wellness.reviews",
                        "app.wellness.bookings");
        assertThat(pipeline.internals())
                .containsExactly("millrace.practitioner_stats.v2-by-group-repartition");
    }

    @Test
    void wayThatFeedsAnotherIsAPartOfItsOwn() {
        String prefix = "millrace.notification_counts.v1-";

        assertThat(pipelineOf(DerivedStores.NOTIFICATION_COUNTS).parts())
                .containsExactlyInAnyOrder(
                        new StorePipeline.Part(
                                Set.of(
                                        "app.engagement.messages",
                                        "app.engagement.conversation_participants"),
                                Set.of(prefix + "by-conversation-repartition")),
                        new StorePipeline.Part(
                                Set.of(
                                        "app.engagement.messages",
                                        "app.engagement.notifications",
                                        prefix + "by-conversation-repartition"),
                                Set.of(prefix + "by-user-repartition")),
                        new StorePipeline.Part(
                                Set.of("app.identity.users", prefix + "by-user-repartition"),
                                Set.of("derived.notification_counts")));
    }

    private static StorePipeline pipelineOf(DerivedStore store) {
        return StoreApplications.all().stream()
                .filter(a -> a.store().equals(store))
                .findFirst()
                .orElseThrow()
                .pipeline();
    }
}
