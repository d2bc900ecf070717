package dev.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.request.RowRequests;
import dev.millrace.ingest.request.RowRequests.Answer;
import dev.millrace.ingest.testing.Letters;
import dev.millrace.ingest.testing.StartAttempt;
import dev.millrace.ingest.testing.TestSource;
import dev.millrace.ingest.testing.TestTopics;
import dev.millrace.ingest.watch.AlarmLevel;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.deadletter.DeadLetterReader.Kept;
import dev.millrace.schema.topics.RowKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that were set aside are brought as they are now. */
class RowReplayIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private TestSource source;
    private Letters letters;

    @BeforeEach
    void freshSource() {
        source = TestSource.fresh();
        letters = new Letters(source);
    }

    @AfterEach
    void dropSource() {
        source.close();
    }

    @Test
    void aReplayBringsTheRowAsItIsNow() throws InterruptedException {
        source.sql(
                "create table t.wide (id int, \"Kind of\" text, txt text, primary key (\"Kind of\", id))");
        CapturedTable wide = source.capture("wide", "Kind of", "id");
        try (Ingest ingest = Ingest.start(letters.limited(TestSource.logReader()));
                RowRequests requests = RowRequests.open(source.operator())) {
            StartAttempt.awaitStreaming(ingest);
            source.sql(
                    "insert into t.wide select g, E'it''s \\\\ \"a\"', 'first' from generate_series(1, 5) g",
                    "update t.wide set txt = repeat('v', 40000) where id <= 4");
            source.awaitPublished(ingest);
            assertThat(letters.all()).hasSize(4);
            // The causes are mended: one smaller, one deleted, one of another key; one is left.
            source.sql("update t.wide set txt = 'small' where id = 1");
            source.awaitPublished(ingest);
            source.sql("update t.wide set txt = repeat('u', 40000) where id = 1");
            source.awaitPublished(ingest);
            source.sql("update t.wide set txt = 'small again' where id = 1");
            deleteBeyondTheLog(ingest, "id = 2");

            List<Answer> answers = replayAll(requests, wide);

            assertThat(answers).allMatch(Answer::isEnded);
            assertThat(answers)
                    .extracting(Answer::inWords)
                    .containsExactlyInAnyOrder(
                            "done",
                            "gone, removed",
                            "still cannot be published",
                            "still cannot be published");
            assertThat(ingest.status().rowsWaiting()).isEqualTo(2);
            source.sql("update t.wide set txt = 'small' where id in (3, 4)");
            source.awaitPublished(ingest);

            assertThat(replayAll(requests, wide)).allMatch(Answer::isRight);
            assertThat(ingest.status().rowsWaiting()).isZero();
            assertThat(ingest.health().level()).isEqualTo(AlarmLevel.FINE);
            assertThat(requests.answers().keySet())
                    .containsAll(
                            letters.all().stream().map(kept -> kept.place().toString()).toList());
        }
        assertThat(TestTopics.table(wide).values())
                .containsExactlyInAnyOrderElementsOf(
                        source.query(
                                "select format('{\"id\":%s,\"Kind of\":%s,\"txt\":%s}', id, to_json(\"Kind of\"), to_json(txt)) from t.wide"));
    }

    /** A row goes without a word in the log that anybody reads: as after a restore. */
    private void deleteBeyondTheLog(Ingest ingest, String where) throws InterruptedException {
        source.sql(
                "alter publication p_test drop table t.wide",
                "delete from t.wide where " + where,
                "alter publication p_test add table t.wide");
        source.awaitPublished(ingest);
    }

    private List<Answer> replayAll(RowRequests requests, CapturedTable table)
            throws InterruptedException {
        List<UUID> asked = new ArrayList<>();
        Map<String, Answer> answers = requests.answers();
        Set<RowKey> keys = new HashSet<>();
        for (Kept kept : letters.all()) {
            Answer answer = answers.get(kept.place().toString());
            RowKey key = Letters.keyOf(kept.letter()).orElseThrow();
            if ((answer == null || !answer.isRight()) && keys.add(key)) {
                List<Kept> same =
                        letters.all().stream()
                                .filter(other ->
                                        Letters.keyOf(other.letter()).equals(Optional.of(key)))
                                .toList();
                asked.add(
                        requests.request(
                                source.slot(),
                                table,
                                key,
                                same.stream().map(Kept::place).toList()));
            }
        }
        return List.copyOf(requests.await(asked, PATIENCE).values());
    }
}
