package dev.millrace.streams.tagusage;

import static dev.millrace.streams.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.StoreTestDriver;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TagUsageTopologyTest {

    @Test
    void tagTakenOffACourseNoLongerCountsIt(@TempDir Path state) {
        try (StoreTestDriver store =
                StoreTestDriver.of(DerivedStores.TAG_USAGE, TagUsageTopology::build, state)) {
            store.change("learning.course_tags", RowKey.of("t"), row("id", "t"));
            tag(store, "c1");
            tag(store, "c2");
            assertThat(store.rows()).containsOnly(expected(2));

            store.change("learning.course_tag_map", RowKey.of("c1", "t"), null);
            assertThat(store.rows()).containsOnly(expected(1));

            store.change("learning.course_tag_map", RowKey.of("c2", "t"), null);
            assertThat(store.rows()).containsOnly(expected(0));
        }
    }

    private static void tag(StoreTestDriver store, String course) {
        store.change(
                "learning.course_tag_map",
                RowKey.of(course, "t"),
                row("course_id", course, "tag_id", "t"));
    }

    private static Map.Entry<RowKey, Row> expected(int courses) {
        return Map.entry(RowKey.of("t"), row("tag_id", "t", "usage_count", courses));
    }
}
