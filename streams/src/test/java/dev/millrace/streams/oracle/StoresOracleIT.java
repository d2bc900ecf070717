package dev.millrace.streams.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.StoreTestDriver;
import dev.millrace.streams.runtime.StoreApplication;
import dev.millrace.streams.runtime.StoreApplications;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stores against their oracles, while a real database is changed at random and time passes. What
 * travels between partitions is not shuffled here: that is for the tests of each store.
 */
class StoresOracleIT {

    private static final List<DerivedStore> STORES =
            List.of(
                    DerivedStores.CONVERSATION_STATE,
                    DerivedStores.USER_ENGAGEMENT,
                    DerivedStores.ROLE_STATISTICS,
                    DerivedStores.NOTIFICATION_COUNTS,
                    DerivedStores.LEARNER_DASHBOARD);

    @Test
    void rowsEqualTheOracles(@TempDir Path folder) throws SQLException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Running> stores = new ArrayList<>();
        try (OracleDatabase database = OracleDatabase.create()) {
            School school = new School(database, random);
            Community community = new Community(database, random);
            TableFeed feed = new TableFeed(database);
            StoreApplications.all().stream()
                    .filter(application -> STORES.contains(application.store()))
                    .forEach(application -> stores.add(new Running(application, folder)));
            Map<RowKey, Row> progress = new HashMap<>();
            Map<DerivedStore, Integer> shapes = new HashMap<>();
            for (int round = 0; round < 10 || (round < 60 && !haveDiffered(shapes)); round++) {
                if (round > 0) {
                    community.archive();
                    feed.pass("engagement.messages");
                }
                for (int change = 0; change < 60; change++) {
                    school.change();
                    community.change();
                }
                // One transaction, so that tables, oracles and now() are of one moment.
                database.execute("begin isolation level repeatable read");
                Instant now = database.now();
                TableFeed.Changes all =
                        (table, key, row) -> stores.forEach(store -> store.change(table, key, row));
                school.publish(all);
                feed.publish(Community.TABLES, all);
                publish(stores, progress, database.oracle(DerivedStores.COURSE_PROGRESS));
                for (Running store : stores) {
                    store.clockTo(now);
                    Map<RowKey, Row> oracle = database.oracle(store.store());

                    assertThat(store.rows())
                            .as("seed %d, round %d, %s", seed, round, store.store().name())
                            .isEqualTo(oracle);
                    shapes.merge(store.store(), new HashSet<>(valuesOf(oracle)).size(), Math::max);
                }
                database.execute("commit");
            }
            assertThat(haveDiffered(shapes)).as("seed %d: %s", seed, shapes).isTrue();
        } finally {
            stores.forEach(Running::close);
        }
    }

    /** Rows that are all alike would have shown nothing: the walk then goes on. */
    private static boolean haveDiffered(Map<DerivedStore, Integer> shapes) {
        return shapes.size() == STORES.size()
                && shapes.values().stream().allMatch(distinct -> distinct > 2);
    }

    private static List<String> valuesOf(Map<RowKey, Row> rows) {
        return rows.entrySet().stream()
                .map(row -> row.getValue().json().toString().replace(row.getKey().value(0), ""))
                .toList();
    }

    /** Hands on what changed of the store of progress, and keeps it. */
    private static void publish(
            List<Running> stores, Map<RowKey, Row> before, Map<RowKey, Row> now) {
        Set<RowKey> keys = new HashSet<>(before.keySet());
        keys.addAll(now.keySet());
        keys.forEach(key -> stores.forEach(store -> store.changeProgress(key, now.get(key))));
        before.clear();
        before.putAll(now);
    }

    /** A store's topology with the topics that it reads. */
    private static final class Running implements AutoCloseable {

        private final StoreApplication application;
        private final Set<String> sources;
        private final StoreTestDriver driver;
        private Instant clock = StoreTestDriver.START;

        Running(StoreApplication application, Path folder) {
            this.application = application;
            this.sources = application.pipeline().sources();
            this.driver =
                    new StoreTestDriver(
                            application.store(),
                            application.topology(),
                            folder.resolve(application.store().name()));
        }

        DerivedStore store() {
            return application.store();
        }

        void change(String table, RowKey key, @Nullable Row row) {
            if (sources.contains(Topics.capture(table).name())) {
                driver.change(table, key, row);
            }
        }

        void changeProgress(RowKey key, @Nullable Row row) {
            if (sources.contains(Topics.derived(DerivedStores.COURSE_PROGRESS).name())) {
                driver.change(DerivedStores.COURSE_PROGRESS, key, row);
            }
        }

        /** To the last whole millisecond, as the clock of a machine reads. */
        void clockTo(Instant now) {
            Instant millis = now.truncatedTo(ChronoUnit.MILLIS);
            driver.advanceClock(Duration.between(clock, millis));
            clock = millis;
        }

        Map<RowKey, Row> rows() {
            return driver.rows();
        }

        @Override
        public void close() {
            driver.close();
        }
    }
}
