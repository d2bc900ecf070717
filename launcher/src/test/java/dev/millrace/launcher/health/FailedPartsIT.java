package dev.millrace.launcher.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.launcher.testing.WatchedPipeline;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A part that has failed for good is named, and the rest goes on; so is a program that is gone. */
class FailedPartsIT {

    @TempDir private static Path folder;

    @Test
    void aFailedStoreAndAFailedIngestAreNamedWhileTheRestGoesOn() throws Exception {
        try (WatchedPipeline pipeline = WatchedPipeline.start(folder)) {
            pipeline.beforeFault();
            pipeline.sql("revoke insert, update on derived.course_statistics from millrace_writer");
            try {
                pipeline.sql(
                        """
                        insert into learning.courses (id, source_system, title, slug, instructor_name)
                        values (gen_random_uuid(), 'edu7p', 'Course', 'course', 'Teacher')
                        """);

                pipeline.awaitNotReady("store.course_statistics", "its table writer is failed");
                pipeline.awaitAlert("MillraceStoreNotReady");
                assertThat(pipeline.health().ready().part("store.match_scores"))
                        .startsWith("ready");
                assertThat(pipeline.health().ready().part("ingest")).startsWith("ready");
            } finally {
                pipeline.sql(
                        "grant insert, update on derived.course_statistics to millrace_writer");
            }

            pipeline.dropSlots();
            pipeline.faultBegins();

            pipeline.awaitNotReady("ingest", "failed: slot_lost");
            pipeline.awaitAlert("MillraceIngestFailed");
            assertThat(pipeline.health().scrape().sum("millrace_store_state", "state", "failed"))
                    .isEqualTo(1);
            assertThat(pipeline.up().awaitLine("SLOT_LOST", WatchedPipeline.NOTICE))
                    .contains("millrace:");

            pipeline.up().killHard();
            pipeline.faultBegins();

            pipeline.awaitAlert("MillraceDown");
        }
    }
}
