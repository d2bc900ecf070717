package dev.millrace.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.runtime.StoreApplication;
import dev.millrace.streams.runtime.StoreApplications;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nodes, stores and topics keep their names when code around them changes. */
class TopologyNamesTest {

    static List<StoreApplication> applications() {
        return StoreApplications.all();
    }

    @ParameterizedTest
    @MethodSource("applications")
    void nothingHasAGeneratedName(StoreApplication application) {
        Properties settings = new Properties();
        settings.putAll(
                Map.of(
                        StreamsConfig.APPLICATION_ID_CONFIG, "names",
                        StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092",
                        StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true));
        StreamsBuilder builder =
                new StreamsBuilder(new TopologyConfig(new StreamsConfig(settings)));
        application.topology().accept(builder);

        String described = builder.build(settings).describe().toString();

        assertThat(described).doesNotContainPattern("K(STREAM|TABLE)-");
    }
}
