package dev.millrace.launcher.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.launcher.testing.BrokerByHand;
import dev.millrace.launcher.testing.MillraceProcess;
import dev.millrace.launcher.testing.SplitPipeline;
import dev.millrace.launcher.testing.TypedCommand;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.Uuid;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that went wrong is mended while readers read it, and one that stopped goes on. */
class RebuildIT {

    private static final int TAGS = 40;
    private static final int COURSES = 250;
    private static final int TRANSACTIONS = 300;
    private static final String RIGHT =
            "select count(*) from (select tag_id, usage_count from derived.tag_usage"
                    + " except select tag_id, usage_count from oracle.tag_usage) d";

    @TempDir private static Path folder;
    private static SplitPipeline pipeline;
    private static BrokerByHand broker;
    private static MillraceProcess ingest;
    private static MillraceProcess streams;
    private static int writtenMeanwhile;
    private static TypedCommand.Ended firstStart;
    private static String usagesAfterStart;
    private static String mappedAfterStart;

    @BeforeAll
    static void start() throws Exception {
        pipeline =
                SplitPipeline.start(
                        folder, Map.of("streams.stores", "tag_usage, practitioner_stats"));
        broker = new BrokerByHand(pipeline.kafka());
        pipeline.sql(
                """
                insert into learning.courses (id, source_system, title, slug, instructor_name)
                select md5('course' || i)::uuid, 'edu7p', 'Course', 'course-' || i, 'Teacher'
                  from generate_series(1, %1$d) i;
                insert into learning.course_tags (id, name, slug)
                select md5('tag' || i)::uuid, 'Tag ' || i, 'tag-' || i
                  from generate_series(1, %2$d) i;
                insert into learning.course_tag_map (course_id, tag_id)
                select md5('course' || c)::uuid, md5('tag' || t)::uuid
                  from generate_series(1, %1$d) c, generate_series(1, %2$d) t;
                """
                        .formatted(COURSES, TAGS));
        ingest = pipeline.process("ingest");
        streams = pipeline.process("streams");
        writtenMeanwhile = writeUntilAllRuns();
        firstStart = pipeline.run("verify", "tag_usage", "practitioner_stats");
        usagesAfterStart = pipeline.text("select sum(usage_count) from derived.tag_usage");
        mappedAfterStart = pipeline.text("select count(*) from learning.course_tag_map");
    }

    /** Transactions of 20 rows, every third of which takes back what another did. */
    private static int writeUntilAllRuns() {
        AtomicInteger transactions = new AtomicInteger();
        await().atMost(SplitPipeline.PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    int number = transactions.incrementAndGet();
                    pipeline.sql(number % 3 == 0 ? takeBack(number - 2) : add(number));
                    return number >= TRANSACTIONS
                            && ingest.output().contains("ingest runs")
                            && streams.output().contains("streams runs");
                });
        return transactions.get();
    }

    private static String add(int number) {
        return """
        insert into learning.courses (id, source_system, title, slug, instructor_name)
        values (md5('new%1$d')::uuid, 'edu7p', 'Course', 'new-%1$d', 'Teacher');
        insert into learning.course_tag_map (course_id, tag_id)
        select md5('new%1$d')::uuid, md5('tag' || t)::uuid from generate_series(1, 20) t
        """
                .formatted(number);
    }

    private static String takeBack(int number) {
        return """
        update learning.course_tag_map set tag_id = md5('tag30')::uuid
         where course_id = md5('new%1$d')::uuid and tag_id = md5('tag1')::uuid;
        delete from learning.course_tag_map
         where course_id = md5('new%1$d')::uuid and tag_id <> md5('tag30')::uuid
        """
                .formatted(number);
    }

    private static MillraceProcess startedStreams() {
        MillraceProcess started = pipeline.process("streams");
        started.awaitLine("streams runs", SplitPipeline.PATIENCE);
        return started;
    }

    @AfterAll
    static void stop() {
        streams.close();
        ingest.close();
        broker.close();
        pipeline.close();
    }

    // P01
    @Test
    void whatWasThereBeforeTheFirstStartAndWhatWasWrittenMeanwhileArriveOnce() {
        assertThat(writtenMeanwhile).isGreaterThanOrEqualTo(TRANSACTIONS);
        assertThat(firstStart.code()).as(firstStart.output()).isZero();
        assertThat(Integer.parseInt(mappedAfterStart)).isGreaterThan(COURSES * TAGS);
        assertThat(usagesAfterStart).isEqualTo(mappedAfterStart);
    }

    @Test
    void wrongRowsOfATableAreMendedFromTheTopic() throws Exception {
        pipeline.sql(
                """
                update derived.tag_usage set usage_count = usage_count + 7
                 where tag_id in (md5('tag1')::uuid, md5('tag2')::uuid);
                delete from derived.tag_usage where tag_id = md5('tag3')::uuid;
                insert into derived.tag_usage
                select md5('nobody')::uuid, 3, now();
                """);

        TypedCommand.Ended found = pipeline.run("verify", "tag_usage");
        TypedCommand.Ended mended = pipeline.run("verify", "tag_usage", "--repair");

        assertThat(found.code()).isEqualTo(1);
        assertThat(found.output()).contains("4 differences");
        assertThat(mended.code()).as(mended.output()).isZero();
        assertThat(mended.output()).contains("comparing once more");
        assertThat(rightTags()).isEqualTo(TAGS);
    }

    @Test
    void rowsThatAreWrongInTheTopicTooAreMendedByARebuildThatNobodyNotices() throws Exception {
        publishWrongRow("tag5");
        await().atMost(SplitPipeline.PATIENCE).until(() -> wrong() == 1);
        TypedCommand.Ended repair = pipeline.run("verify", "tag_usage", "--repair");

        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Long> fewest = CompletableFuture.supplyAsync(() -> fewestRows(done));
        TypedCommand.Ended rebuild = pipeline.run("rebuild", "tag_usage");
        long wrongAfter = wrong();
        TypedCommand.Ended back = pipeline.run("rebuild", "tag_usage", "--back");
        long wrongAfterBack = wrong();
        TypedCommand.Ended forth = pipeline.run("rebuild", "tag_usage", "--back");
        TypedCommand.Ended drop = pipeline.run("rebuild", "tag_usage", "--drop");
        done.set(true);

        assertThat(repair.code()).isEqualTo(1);
        assertThat(repair.output()).contains("./millrace rebuild tag_usage");
        assertThat(rebuild.code()).as(rebuild.output()).isZero();
        assertThat(rebuild.output()).contains("1 rows changed");
        assertThat(wrongAfter).isZero();
        assertThat(back.code()).as(back.output()).isZero();
        assertThat(wrongAfterBack).isEqualTo(1);
        assertThat(forth.code()).as(forth.output()).isZero();
        assertThat(drop.code()).as(drop.output()).isZero();
        assertThat(wrong()).isZero();
        assertThat(fewest.get()).isEqualTo(TAGS);
        assertThat(pipeline.text("select to_regclass('shadow.tag_usage')")).isEmpty();
        assertThat(broker.topics()).noneMatch(topic -> topic.contains("shadow"));
        assertNewTagArrives("after the rebuild");
    }

    @Test
    void killedInTheMiddleOfTheSwapTheNextProcessFinishesIt() throws Exception {
        try (MillraceProcess rebuild = pipeline.process("rebuild", "tag_usage")) {
            try {
                await().atMost(SplitPipeline.PATIENCE)
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> !phase().equals("running"));
            } catch (ConditionTimeoutException e) {
                throw new AssertionError(Witness.of(pipeline), e);
            }
            streams.killHard();
            streams = startedStreams();
            assertThat(rebuild.awaitExit(SplitPipeline.PATIENCE)).as(rebuild.output()).isZero();
        }

        assertThat(phase()).isEqualTo("running");
        assertThat(pipeline.run("verify", "tag_usage").code()).isZero();
        assertThat(pipeline.run("rebuild", "tag_usage", "--drop").code()).isZero();
        assertNewTagArrives("after the kill");
    }

    @Test
    void stateOfAnotherTopologyIsRefusedAndARebuildMakesItAnew() throws Exception {
        pipeline.sql(
                """
                update ops.store_versions
                   set state_signature = replace(state_signature, 'keeps ', 'keeps old-')
                 where store = 'tag_usage'
                """);
        streams.terminate();
        streams.awaitExit(SplitPipeline.PATIENCE);
        streams = startedStreams();
        await().atMost(SplitPipeline.PATIENCE)
                .until(() -> pipeline.run("status").output().contains("stopped    tag_usage"));
        TypedCommand.Ended status = pipeline.run("status");
        TypedCommand.Ended other = pipeline.run("verify", "practitioner_stats");
        TypedCommand.Ended rebuild = pipeline.run("rebuild", "tag_usage");

        assertThat(status.code()).isEqualTo(1);
        assertThat(status.output()).contains("keeps old-", "./millrace rebuild tag_usage");
        assertThat(other.code()).as(other.output()).isZero();
        assertThat(rebuild.code()).as(rebuild.output()).isZero();
        assertThat(pipeline.run("rebuild", "tag_usage", "--drop").code()).isZero();
        assertNewTagArrives("after the upgrade");
        assertThat(pipeline.run("status").code()).isZero();
    }

    @Test
    void aStoreThatKafkaHasForgottenStandsStillUntilARebuild() throws Exception {
        streams.terminate();
        streams.awaitExit(SplitPipeline.PATIENCE);
        broker.forgetGroups("millrace.tag_usage.v");
        streams = startedStreams();
        await().atMost(SplitPipeline.PATIENCE)
                .until(() -> pipeline.run("status").output().contains("stopped    tag_usage"));
        String status = pipeline.run("status").output();
        TypedCommand.Ended rebuild = pipeline.run("rebuild", "tag_usage");

        assertThat(status).contains("Kafka has forgotten how far", "./millrace rebuild tag_usage");
        assertThat(rebuild.code()).as(rebuild.output()).isZero();
        assertThat(pipeline.run("rebuild", "tag_usage", "--drop").code()).isZero();
        assertNewTagArrives("after a long holiday");
        assertThat(pipeline.run("status").code()).isZero();
    }

    @Test
    void aTopicThatIsDeletedUnderItsTableIsNamedAndARebuildMakesBothWhole() throws Exception {
        // A row is in the topic and not yet in the table.
        pipeline.sql("revoke insert, update, delete on derived.tag_usage from millrace_writer");
        pipeline.sql("delete from learning.course_tag_map where tag_id = md5('tag11')::uuid");
        await().atMost(SplitPipeline.PATIENCE).until(() -> !failure().isEmpty());
        pipeline.sql("grant insert, update, delete on derived.tag_usage to millrace_writer");
        Uuid deleted = broker.topicId("derived.tag_usage");
        broker.deleteTopic("derived.tag_usage");
        // The broker may still tell of the old one for a moment.
        await().atMost(SplitPipeline.PATIENCE)
                .ignoreExceptionsMatching(ExecutionException.class::isInstance)
                .until(() -> !broker.topicId("derived.tag_usage").equals(deleted));

        TypedCommand.Ended restart = pipeline.run("store", "restart", "tag_usage");
        TypedCommand.Ended status = pipeline.run("status");
        long wrongBefore = wrong();
        TypedCommand.Ended rebuild = pipeline.run("rebuild", "tag_usage");
        TypedCommand.Ended drop = pipeline.run("rebuild", "tag_usage", "--drop");

        assertThat(restart.code()).isEqualTo(1);
        assertThat(status.output())
                .contains("the topic is not the one that it was", "./millrace rebuild tag_usage");
        assertThat(wrongBefore).isEqualTo(1);
        assertThat(rebuild.code()).as(rebuild.output()).isZero();
        assertThat(drop.code()).as(drop.output()).isZero();
        assertThat(wrong()).isZero();
        pipeline.sql("update derived.tag_usage set usage_count = usage_count + 7");
        TypedCommand.Ended repair = pipeline.run("verify", "tag_usage", "--repair");
        assertThat(repair.code()).as(repair.output()).isZero();
        assertThat(wrong()).isZero();
        assertNewTagArrives("after the topic was deleted");
        assertThat(pipeline.run("status").code()).isZero();
    }

    @Test
    void aStoreThatStoppedAloneGoesOnWhenItIsRestarted() throws Exception {
        pipeline.sql("revoke insert, update, delete on derived.tag_usage from millrace_writer");
        pipeline.sql("delete from learning.course_tag_map where tag_id = md5('tag9')::uuid");
        await().atMost(SplitPipeline.PATIENCE).until(() -> !failure().isEmpty());

        TypedCommand.Ended inVain = pipeline.run("store", "restart", "tag_usage");
        TypedCommand.Ended other = pipeline.run("verify", "practitioner_stats");
        pipeline.sql("grant insert, update, delete on derived.tag_usage to millrace_writer");
        TypedCommand.Ended restart = pipeline.run("store", "restart", "tag_usage");

        assertThat(inVain.code()).isEqualTo(1);
        assertThat(inVain.output()).contains("permission denied");
        assertThat(other.code()).as(other.output()).isZero();
        assertThat(restart.code()).as(restart.output()).isZero();
        assertThat(wrong()).isZero();
        assertThat(pipeline.run("status").code()).isZero();
    }

    private static void publishWrongRow(String tag) throws Exception {
        String id = pipeline.text("select md5('" + tag + "')::uuid");
        broker.publish(
                Topics.derived(DerivedStores.TAG_USAGE),
                RowKey.of(id),
                new Row(
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("tag_id", id)
                                .put("usage_count", 4_711)));
    }

    private static void assertNewTagArrives(String name) throws SQLException {
        pipeline.sql(
                "insert into learning.course_tags (id, name, slug) values (md5('%1$s')::uuid, '%1$s', '%1$s')"
                        .formatted(name));
        pipeline.sql(
                "insert into learning.course_tag_map values (md5('course1')::uuid, md5('%s')::uuid)"
                        .formatted(name));
        await().atMost(SplitPipeline.PATIENCE)
                .until(() ->
                        pipeline.text(
                                        "select count(*) from derived.tag_usage where tag_id = md5('%s')::uuid"
                                                .formatted(name))
                                .equals("1"));
        pipeline.sql("delete from learning.course_tags where id = md5('%s')::uuid".formatted(name));
        await().atMost(SplitPipeline.PATIENCE).until(() -> wrong() == 0 && tags() == rightTags());
    }

    private static String failure() throws SQLException {
        return pipeline.text("select reason from ops.store_failures");
    }

    private static long wrong() throws SQLException {
        return Long.parseLong(pipeline.text(RIGHT));
    }

    private static long tags() throws SQLException {
        return Long.parseLong(pipeline.text("select count(*) from derived.tag_usage"));
    }

    private static long rightTags() throws SQLException {
        return Long.parseLong(pipeline.text("select count(*) from oracle.tag_usage"));
    }

    private static String phase() throws SQLException {
        return pipeline.text("select phase from ops.store_control where store = 'tag_usage'");
    }

    /** The fewest rows that any reader can have seen. */
    private static long fewestRows(AtomicBoolean done) {
        long fewest = Long.MAX_VALUE;
        try (Connection connection = pipeline.connect("analyst");
                Statement statement = connection.createStatement()) {
            while (!done.get()) {
                try (ResultSet row =
                        statement.executeQuery("select count(*) from derived.tag_usage")) {
                    row.next();
                    fewest = Math.min(fewest, row.getLong(1));
                }
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return fewest;
    }
}
