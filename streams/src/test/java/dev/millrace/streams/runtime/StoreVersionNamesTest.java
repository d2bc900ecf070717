package dev.millrace.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.progress.StorePipeline;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A version beside the live one shares what both read and nothing else. */
class StoreVersionNamesTest {

    static List<StoreApplication> applications() {
        return StoreApplications.all();
    }

    @ParameterizedTest
    @MethodSource("applications")
    void nothingThatTwoVersionsWriteIsTheSame(StoreApplication live) {
        StoreApplication beside = live.as(live.store().shadow(), live.version() + 1);

        StorePipeline one = live.pipeline();
        StorePipeline other = beside.pipeline();

        assertThat(other.sources()).isEqualTo(one.sources());
        assertThat(written(other)).doesNotContainAnyElementsOf(written(one));
        assertThat(written(one)).contains(live.store().qualifiedName());
        assertThat(written(other)).contains("shadow." + live.store().table());
        assertThat(other.group()).isNotEqualTo(one.group());
        assertThat(other.processor()).isNotEqualTo(one.processor());
    }

    @ParameterizedTest
    @MethodSource("applications")
    void namesWithinTheTopologyAreTheSame(StoreApplication live) {
        StoreApplication beside = live.as(live.store().shadow(), live.version() + 1);

        assertThat(names(beside)).isEqualTo(names(live));
    }

    private static Set<String> written(StorePipeline pipeline) {
        return pipeline.parts().stream()
                .flatMap(part -> part.writes().stream())
                .collect(Collectors.toSet());
    }

    /** What decides whether state can be carried from one start to the next. */
    private static Set<String> names(StoreApplication application) {
        return application.description().subtopologies().stream()
                .flatMap(part -> part.nodes().stream())
                .map(node -> node.name())
                .collect(Collectors.toSet());
    }
}
