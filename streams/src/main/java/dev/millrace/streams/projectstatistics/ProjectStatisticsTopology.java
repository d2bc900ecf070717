package dev.millrace.streams.projectstatistics;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.rollup.ParentTotals;
import org.apache.kafka.streams.StreamsBuilder;

/**
 * Builds {@code derived.project_statistics}: a row for every project that is not deleted.
 *
 * <p>It mixes projects and applications: a new limit may show before or after an application of the
 * same transaction. The counts and the slots that they leave are always of one moment.
 */
public final class ProjectStatisticsTopology {

    private ProjectStatisticsTopology() {}

    public static void build(StreamsBuilder builder, Hop hop) {
        ParentTotals.of(
                        DerivedStores.PROJECT_STATISTICS,
                        builder,
                        hop,
                        "projects.projects",
                        Project.class,
                        Project::of)
                .add("projects.applications", ProjectStatistics::ofApplication)
                .publish(ProjectStatistics::row);
    }
}
