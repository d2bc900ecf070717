package dev.millrace.streams.courseprogress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.streams.fanout.ShuffledTasks;
import dev.millrace.streams.oracle.OracleDatabase;
import dev.millrace.streams.oracle.School;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store against its oracle, while a real database is changed at random. */
class CourseProgressOracleIT {

    private static final Set<String> TABLES =
            Set.of(
                    "learning.lessons",
                    "learning.enrollments",
                    "learning.lesson_progress",
                    "learning.user_notes",
                    "learning.user_bookmarks");

    @Test
    void rowsEqualTheOracle(@TempDir Path folder) throws SQLException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        try (OracleDatabase database = OracleDatabase.create();
                ShuffledTasks tasks =
                        new ShuffledTasks(
                                DerivedStores.COURSE_PROGRESS,
                                CourseProgressTopology::build,
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
                    if (TABLES.contains(table)) {
                        tasks.change(table, key, row);
                    }
                });
                tasks.drain();

                assertThat(tasks.rows())
                        .as("seed %d, round %d", seed, round)
                        .isEqualTo(database.oracle(DerivedStores.COURSE_PROGRESS));
                rowsMost = Math.max(rowsMost, tasks.rows().size());
            }
            // A round may leave nothing to compare; not every one may.
            assertThat(rowsMost).as("seed %d", seed).isPositive();
        }
    }
}
