package dev.millrace.launcher.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.launcher.testing.AlertRules;
import dev.millrace.launcher.testing.Scrape;
import dev.millrace.launcher.testing.TypedCommand;
import dev.millrace.schema.search.SearchIndexes;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A search server that fails under load: what is said meanwhile, and that nothing is lost. What a
 * login or a certificate keeps away is in {@link SearchGuardIT}.
 */
class SearchFaultsIT {

    private static final boolean LONG = Boolean.getBoolean("millrace.test.long");

    /** How long the server is away at least. */
    private static final Duration AWAY = LONG ? Duration.ofMinutes(5) : Duration.ZERO;

    private static final int COURSES = 400;
    private static final Duration BETWEEN_CHANGES = Duration.ofMillis(LONG ? 1_000 : 250);

    /** A writer holds 2,000 records at most; what is more waits in Kafka. */
    private static final int MORE_THAN_IS_HELD = 2_400;

    private static final Path ALERTS = Path.of("..", "docs", "operations", "alerts.yml");

    private static final Pattern SINCE =
            Pattern.compile("(?m)^trouble    search:courses: since (\\S+): (.*)$");
    private static final Pattern WAITING = Pattern.compile("(?m)^courses +waiting +\\S+ +(\\S+) ");

    private final SearchProgram program = SearchProgram.get();
    private Optional<WrongMapping> wrongMapping = Optional.empty();
    private int rounds;

    @AfterEach
    void restore() throws Exception {
        program.server().start();
        closedToWrites(false);
        if (wrongMapping.isPresent()) {
            wrongMapping.get().undo();
        }
        program.awaitReady();
    }

    @Test
    void aServerThatIsAwayUnderLoadIsSaidAndNothingIsLost() throws Exception {
        sieves();
        Scrape healthy = program.health().scrape();
        AlertRules alerts = AlertRules.read(ALERTS);
        Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);

        program.server().stop();
        long end = System.nanoTime() + AWAY.toNanos();
        write(() -> waiting() >= MORE_THAN_IS_HELD && System.nanoTime() - end > 0);

        await().atMost(SearchProgram.PATIENCE)
                .untilAsserted(() ->
                        assertThat(program.health().ready().part("search-server"))
                                .startsWith("not ready has not answered for"));
        TypedCommand.Ended status = program.run("status");
        assertThat(status.output())
                .contains("search     " + program.guard().url() + ", NOT USABLE: ");
        assertThat(number(WAITING, status.output())).isGreaterThanOrEqualTo(MORE_THAN_IS_HELD);
        assertThatItWaits(status, before, "the search server does not answer");
        assertThat(program.isAsOfNow("search:courses", Duration.ofSeconds(1))).isFalse();
        await().atMost(SearchProgram.PATIENCE)
                .untilAsserted(() ->
                        assertThat(alerts.holding(healthy, program.health().scrape()))
                                .contains("MillraceSearchUnreachable", "MillraceIndexWaits"));

        program.server().start();

        assertThatNothingIsLost();
        assertThat(alerts.holding(healthy, program.health().scrape()))
                .doesNotContain("MillraceSearchUnreachable", "MillraceIndexWaits");
    }

    @Test
    void aServerWhoseDiskIsFullIsSaidGoesOnAnsweringAndNothingIsLost() throws Exception {
        sieves();
        long found = sievesFound();
        Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);

        closedToWrites(true);
        write(() -> waiting() >= MORE_THAN_IS_HELD);

        assertThat(program.health().ready().part("search-server")).startsWith("ready");
        assertThat(sievesFound()).isEqualTo(found);
        TypedCommand.Ended status = program.run("status");
        assertThat(number(WAITING, status.output())).isGreaterThanOrEqualTo(MORE_THAN_IS_HELD);
        assertThatItWaits(status, before, "disk usage exceeded flood-stage watermark");

        closedToWrites(false);

        assertThatNothingIsLost();
    }

    @Test
    void whatAWrongMappingRefusesIsSetAsideAndSaidUntilAReindexMendsIt() throws Exception {
        program.course("Hawsers of hemp");
        wrongMapping =
                Optional.of(WrongMapping.makeLive(program.client(), program.concrete("courses")));
        UUID refused = UUID.randomUUID();
        program.app(
                """
                insert into learning.course_categories (id, name, slug)
                values ('%1$s', 'Rigging', '%1$s');
                insert into learning.courses
                    (id, source_system, title, category_id, slug, instructor_name, status,
                        published_at)
                values ('%1$s', 'edu7p', 'Hawsers of wire', '%1$s', '%1$s', 'Teacher',
                    'published', now())
                """
                        .formatted(refused));
        program.insertCourse("Hawsers of silk");

        await().atMost(SearchProgram.PATIENCE)
                .untilAsserted(() ->
                        assertThat(program.health().ready().part("index.courses"))
                                .startsWith("warning it has refused "));
        await().atMost(SearchProgram.PATIENCE)
                .untilAsserted(() -> {
                    program.client().indices().refresh(r -> r.index("courses"));
                    assertThat(program.titles("hawsers"))
                            .contains("Hawsers of hemp", "Hawsers of silk");
                });
        // It lacks a commit, so it is not said to hold it.
        await().atMost(SearchProgram.PATIENCE).until(this::isHeld);
        assertThat(program.isAsOfNow("search:courses", Duration.ofSeconds(1))).isFalse();
        TypedCommand.Ended status = program.run("status");
        assertThat(status.output())
                .containsPattern("(?m)^courses +running ")
                .containsPattern("(?m)^set aside .* in dlq[.]search")
                .containsPattern("(?m)^held +search:courses: \\d+ rows set aside in dlq[.]search")
                .containsPattern("(?m)^refused +search:courses: \\d+ changes .*reindex courses");
        assertThat(program.run("dlq", "list", "dlq.search").output())
                .contains(refused.toString())
                .contains("field [category]");

        TypedCommand.Ended reindexed = program.run("reindex", "courses");

        assertThat(reindexed.code()).as(reindexed.output()).isZero();
        program.course("Hawsers of grass");
        assertThat(program.titles("hawsers"))
                .containsExactlyInAnyOrder(
                        "Hawsers of hemp",
                        "Hawsers of silk",
                        "Hawsers of wire",
                        "Hawsers of grass");
        assertThatItEqualsSql();
        await().atMost(SearchProgram.PATIENCE)
                .untilAsserted(() ->
                        assertThat(program.run("status").output())
                                .doesNotContain("refused    ", "held       search:"));
        assertThat(program.health().ready().part("index.courses")).isEqualTo("ready ");
        assertThat(program.run("reindex", "courses", "--drop").code()).isZero();
    }

    private boolean isHeld() throws SQLException {
        return !program.column(
                        "select held_by from derived.freshness where store = 'search:courses' and held_by is not null")
                .isEmpty();
    }

    /** Courses in the index, which {@link #write} changes. */
    private void sieves() throws Exception {
        program.app(
                """
                insert into learning.courses
                    (source_system, title, slug, instructor_name, status, published_at)
                select 'edu7p', 'Sieve ' || n, gen_random_uuid()::text, 'Teacher', 'published', now()
                from generate_series(1, %d) n
                where not exists (select from learning.courses where title like 'Sieve %%')
                """
                        .formatted(COURSES));
        program.awaitIndex(SearchIndexes.COURSES);
    }

    private long sievesFound() throws IOException {
        return program.client()
                .count(c ->
                        c.index("courses")
                                .query(q -> q.match(m -> m.field("title").query("sieve"))))
                .count();
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    /** Changes every one of the courses, some of which go or come back, again and again. */
    private void write(Condition until) {
        await().atMost(SearchProgram.PATIENCE.plus(AWAY))
                .pollInterval(BETWEEN_CHANGES)
                .until(() -> {
                    rounds++;
                    program.app(
                            """
                            update learning.courses
                            set title = regexp_replace(title, ' of .*', '') || ' of %1$d',
                                status = case when hashtext(slug || %1$d) %% 5 = 0 then 'draft'
                                    else 'published' end::learning.course_status
                            where title like 'Sieve %%'
                            """
                                    .formatted(rounds));
                    return until.holds();
                });
    }

    private long waiting() throws SQLException {
        return Long.parseLong(
                program.column(
                                "select coalesce(sum(waiting_records), 0) from ops.index_writers where index_name = 'courses'")
                        .getFirst());
    }

    /** Status and health name the time from which on the index waits; status says for what. */
    private void assertThatItWaits(TypedCommand.Ended status, Instant before, String why) {
        assertThat(status.code()).as(status.output()).isEqualTo(1);
        Matcher trouble = SINCE.matcher(status.output());
        assertThat(trouble.find()).as(status.output()).isTrue();
        assertThat(Instant.parse(trouble.group(1))).isBetween(before, Instant.now());
        assertThat(trouble.group(2)).contains(why);
        assertThat(program.health().ready().part("index.courses"))
                .isEqualTo("not ready its writer is waiting since " + trouble.group(1));
    }

    private void assertThatNothingIsLost() throws Exception {
        program.awaitIndex(SearchIndexes.COURSES);
        assertThat(sievesFound())
                .isEqualTo(
                        Long.parseLong(
                                program.column(
                                                "select count(*) from learning.courses where title like 'Sieve %' and status = 'published'")
                                        .getFirst()));
        assertThatItEqualsSql();
        program.awaitReady();
        await().atMost(SearchProgram.PATIENCE)
                .untilAsserted(() ->
                        assertThat(program.run("status").output())
                                .containsPattern("(?m)^courses +running ")
                                .doesNotContain("trouble    search:courses"));
    }

    private void assertThatItEqualsSql() {
        TypedCommand.Ended equal = program.verify(SearchIndexes.COURSES);
        assertThat(equal.code()).as(equal.output()).isZero();
        assertThat(equal.output()).contains("0 differences");
    }

    private static long number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return Long.parseLong(matcher.group(1).replace(",", ""));
    }

    /** What the server does to every index by itself when its disk is as good as full. */
    private void closedToWrites(boolean isFull) throws IOException {
        program.client()
                .indices()
                .putSettings(p ->
                        p.index("*")
                                .settings(s ->
                                        s.index(i ->
                                                i.blocks(b -> b.readOnlyAllowDelete(isFull)))));
    }
}
