package dev.millrace.streams.coursestatistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.fanout.ShuffledTasks;
import dev.millrace.streams.oracle.OracleDatabase;
import dev.millrace.streams.oracle.School;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store against its oracle, while a real database is changed at random. */
class CourseStatisticsOracleIT {

    private static final Set<String> NOT_READ =
            Set.of("learning.lesson_progress", "learning.user_notes", "learning.user_bookmarks");

    @Test
    void rowsEqualTheOracle(@TempDir Path folder) throws SQLException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<RowKey, Row> progress = new HashMap<>();
        try (OracleDatabase database = OracleDatabase.create();
                ShuffledTasks tasks =
                        new ShuffledTasks(
                                DerivedStores.COURSE_STATISTICS,
                                CourseStatisticsTopology::build,
                                2,
                                random,
                                folder)) {
            School school = new School(database, random);
            int rowsMost = 0;
            for (int round = 0; round < 8 || (rowsMost == 0 && round < 60); round++) {
                for (int change = 0; change < 60; change++) {
                    school.change();
                }
                school.publish((table, key, row) -> {
                    if (!NOT_READ.contains(table)) {
                        tasks.change(table, key, row);
                    }
                });
                Map<RowKey, Row> now = database.oracle(DerivedStores.COURSE_PROGRESS);
                Set<RowKey> keys = new HashSet<>(progress.keySet());
                keys.addAll(now.keySet());
                keys.forEach(key -> progress(tasks, key, now));
                progress.clear();
                progress.putAll(now);
                tasks.drain();

                assertThat(tasks.rows())
                        .as("seed %d, round %d", seed, round)
                        .isEqualTo(database.oracle(DerivedStores.COURSE_STATISTICS));
                rowsMost = Math.max(rowsMost, tasks.rows().size());
            }
            // A round may leave nothing to compare; not every one may.
            assertThat(rowsMost).as("seed %d", seed).isPositive();
        }
    }

    private static void progress(ShuffledTasks tasks, RowKey key, Map<RowKey, Row> rows) {
        tasks.changeIn(
                Topics.derived(DerivedStores.COURSE_PROGRESS).name(),
                tasks.partition(RowKey.of(key.value(1))),
                key,
                rows.get(key));
    }
}
