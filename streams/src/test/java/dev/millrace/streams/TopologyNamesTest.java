package dev.millrace.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.courseprogress.CourseProgressTopology;
import dev.millrace.streams.coursestatistics.CourseStatisticsTopology;
import dev.millrace.streams.matching.MatchScoresTopology;
import dev.millrace.streams.practitionerstats.PractitionerStatsTopology;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nodes, stores and topics keep their names when code around them changes. */
class TopologyNamesTest {

    static Stream<Consumer<StreamsBuilder>> topologies() {
        return Stream.of(
                CourseProgressTopology::build,
                CourseStatisticsTopology::build,
                MatchScoresTopology::build,
                PractitionerStatsTopology::build);
    }

    @ParameterizedTest
    @MethodSource("topologies")
    void nothingHasAGeneratedName(Consumer<StreamsBuilder> topology) {
        Properties settings = new Properties();
        settings.putAll(
                Map.of(
                        StreamsConfig.APPLICATION_ID_CONFIG, "names",
                        StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092",
                        StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true));
        StreamsBuilder builder =
                new StreamsBuilder(new TopologyConfig(new StreamsConfig(settings)));
        topology.accept(builder);

        String described = builder.build(settings).describe().toString();

        assertThat(described).doesNotContainPattern("K(STREAM|TABLE)-");
    }
}
