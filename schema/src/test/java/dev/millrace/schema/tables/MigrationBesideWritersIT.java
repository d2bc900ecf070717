package dev.millrace.schema.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.schema.migration.Migrations;
import dev.millrace.schema.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/** A20: a database with rows of an earlier release is brought up to date while it is written to. */
class MigrationBesideWritersIT {

    /** What the program had when its stores were done, and search and batch jobs were not begun. */
    private static final String EARLIER = "466";

    private static final int WRITERS = 3;

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger committed = new AtomicInteger();
    private final Queue<SQLException> refused = new ConcurrentLinkedQueue<>();

    @Test
    void nobodyIsRefusedNothingIsLostAndTheSchemaIsThatOfAnEmptyDatabase() throws Exception {
        try (TestDatabase database = TestDatabase.empty();
                TestDatabase fresh = TestDatabase.migrated()) {
            Migrations.migrateTo(EARLIER, database.settings());
            List<Thread> writers = start(database);
            await().atMost(Duration.ofMinutes(1)).until(() -> committed.get() > 100);

            int before = committed.get();
            int migrations = Migrations.migrate(database.settings());
            int meanwhile = committed.get() - before;

            over.set(true);
            for (Thread writer : writers) {
                writer.join();
            }
            assertThat(refused).isEmpty();
            assertThat(migrations).isGreaterThan(10);
            assertThat(meanwhile).isGreaterThan(migrations);
            try (Connection migrated = database.connect();
                    Connection expected = fresh.connect()) {
                assertThat(count(migrated, "learning.courses")).isEqualTo(committed.get());
                assertThat(count(migrated, "learning.enrollments")).isEqualTo(committed.get());
                assertThat(Catalogue.of(migrated)).isEqualTo(Catalogue.of(expected));
            }
        }
    }

    private List<Thread> start(TestDatabase database) {
        List<Thread> writers = new ArrayList<>();
        for (int number = 1; number <= WRITERS; number++) {
            String name = "writer " + number;
            writers.add(Thread.ofPlatform().name(name).start(() -> write(database, name)));
        }
        return writers;
    }

    /** As the application does, which gives a statement half a minute. */
    private void write(TestDatabase database, String name) {
        try (Connection connection = database.connectAs("millrace_app_service");
                Statement statement = connection.createStatement()) {
            statement.execute("set statement_timeout = '30s'");
            connection.setAutoCommit(false);
            for (int number = 1; !over.get(); number++) {
                statement.execute(
                        """
                        insert into identity.users (id, email, display_name)
                        values (md5('%1$s')::uuid, md5('%1$s') || '@example.org', 'Robin');
                        insert into learning.courses
                            (id, source_system, title, slug, instructor_name)
                        values (md5('%1$s')::uuid, 'edu7p', 'Course', '%1$s', 'Teacher');
                        insert into learning.enrollments (user_id, course_id)
                        values (md5('%1$s')::uuid, md5('%1$s')::uuid);
                        update learning.courses set title = 'Other' where slug = '%1$s'
                        """
                                .formatted(name + " " + number));
                connection.commit();
                committed.incrementAndGet();
            }
        } catch (SQLException e) {
            refused.add(e);
        }
    }

    private static int count(Connection connection, String table) {
        return DSL.using(connection).fetchCount(DSL.table(DSL.sql(table)));
    }
}
