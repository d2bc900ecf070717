package dev.millrace.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.streams.progress.StorePipeline;
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
        StorePipeline pipeline =
                StoreApplications.all().stream()
                        .filter(a -> a.store().equals(DerivedStores.PRACTITIONER_STATS))
                        .findFirst()
                        .orElseThrow()
                        .pipeline();

        assertThat(pipeline.sources())
                .containsExactlyInAnyOrder(
                        "app.wellness.practitioners",
                        "app.wellness.reviews",
                        "app.wellness.bookings");
        assertThat(pipeline.internals())
                .containsExactly("millrace.practitioner_stats.v2-by-group-repartition");
    }
}
