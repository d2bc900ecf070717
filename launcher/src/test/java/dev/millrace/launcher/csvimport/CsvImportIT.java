package dev.millrace.launcher.csvimport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.launcher.csvimport.ImportComparison.Difference;
import dev.millrace.launcher.testing.ApplicationDatabase;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvImportIT {

    private static final String FILL_FROM_ORACLE =
            "insert into derived.course_statistics select *, now() from oracle.course_statistics";

    @TempDir private Path folder;
    private ApplicationDatabase database;
    private ImportSettings settings;

    @BeforeEach
    void files() throws IOException, SQLException {
        database = ApplicationDatabase.fresh();
        Path courses =
                Files.writeString(
                        folder.resolve("courses.csv"),
                        """
                        course_key,title,category,tags
                        c1,Knots,Rigging,Rope|Safety
                        c2,Splices,Rigging,rope
                        c3,Bends,,
                        """);
        Path completions =
                Files.writeString(
                        folder.resolve("completions.csv"),
                        """
                        person_key,course_key,rating,completed_at
                        bob,c2,3.5,1000000500
                        ann,c1,4.0,1000000000
                        ann,c2,0.5,1000000900
                        bob,c1,,1000000100
                        cy,c1,six,1000000200
                        """);
        settings = ImportSettings.of(courses, completions);
    }

    @AfterEach
    void drop() throws SQLException {
        database.close();
    }

    @Test
    void rowsAreWrittenAsTheApplicationWouldWriteThem() throws SQLException {
        ImportReport report = run(settings);

        assertThat(report)
                .usingRecursiveComparison()
                .ignoringFields("took", "badLines")
                .isEqualTo(new ImportReport(3, 2, 4, 0, List.of(), true, Duration.ZERO));
        assertThat(report.badLines())
                .extracting(BadLine::message)
                .containsExactly(
                        "completions.csv line 6: rating is \"six\","
                                + " expected a number from 0.5 to 5.0, or nothing");
        assertThat(
                        database.value(
                                """
                                select string_agg(concat_ws(' ', u.display_name, c.title, e.status,
                                         extract(epoch from e.enrolled_at)::bigint, p.status,
                                         extract(epoch from x.completed_at)::bigint, x.rating,
                                         x.would_recommend), ', ' order by x.completed_at)
                                from learning.course_completions x
                                join learning.enrollments e using (user_id, course_id)
                                join identity.users u on u.id = x.user_id
                                join identity.user_profiles f on f.user_id = u.id
                                join learning.courses c on c.id = x.course_id
                                join learning.lessons l on l.course_id = c.id and l.is_published
                                join learning.lesson_progress p
                                  on p.user_id = u.id and p.lesson_id = l.id
                                """))
                .isEqualTo(
                        "Person ann Knots completed 999996400 completed 1000000000 4 t, "
                                + "Person bob Knots completed 999996500 completed 1000000100, "
                                + "Person bob Splices completed 999996900 completed 1000000500 4 f, "
                                + "Person ann Splices completed 999997300 completed 1000000900 1 f");
    }

    @Test
    void completionsCommitOneByOneInTheOrderOfTime() throws SQLException {
        run(settings);

        assertThat(
                        database.value(
                                """
                                select string_agg(rating::text, ',' order by x.xmin::text::bigint)
                                from (select xmin, coalesce(rating, 0) as rating
                                      from learning.course_completions) x
                                """))
                .isEqualTo("4,0,4,1");
        assertThat(
                        database.count(
                                "select count(distinct xmin::text) from learning.course_completions"))
                .isEqualTo(4);
        assertThat(
                        database.count(
                                """
                                select count(*) from learning.course_completions x
                                join learning.enrollments e using (user_id, course_id)
                                where e.xmin = x.xmin
                                """))
                .isEqualTo(4);
    }

    @Test
    void aSecondRunAddsWhatIsMissing() throws SQLException, IOException {
        run(settings);
        Files.writeString(
                settings.completions(), "dee,c3,5,1000001000\n", StandardOpenOption.APPEND);

        ImportReport report = run(settings);

        assertThat(report)
                .usingRecursiveComparison()
                .ignoringFields("took", "badLines")
                .isEqualTo(new ImportReport(0, 1, 1, 4, List.of(), true, Duration.ZERO));
        assertThat(database.count("select count(*) from learning.enrollments")).isEqualTo(5);
    }

    @Test
    void anInterruptedRunGoesOnLater() throws SQLException {
        ImportReport cut =
                CsvImport.run(
                        database.application(),
                        many(1_500),
                        progress -> {
                            if (progress.done() < progress.total()) {
                                Thread.currentThread().interrupt();
                            }
                        });

        assertThat(Thread.interrupted()).isTrue();
        assertThat(cut.finished()).isFalse();
        assertThat(cut.completions()).isBetween(1, 1_499);
        assertThat(run(many(1_500)))
                .usingRecursiveComparison()
                .ignoringFields("took", "people")
                .isEqualTo(
                        new ImportReport(
                                0,
                                0,
                                1_500 - cut.completions(),
                                cut.completions(),
                                List.of(),
                                true,
                                Duration.ZERO));
    }

    @Test
    void progressEndsAtTheTotal() {
        List<ImportProgress> told = new ArrayList<>();

        CsvImport.run(database.application(), settings, told::add);

        assertThat(told.getLast().done()).isEqualTo(4);
        assertThat(told.getLast().total()).isEqualTo(4);
        assertThat(told.getLast().left()).isZero();
    }

    @Test
    void aStrictImportWritesNothingWhenALineIsBad() throws SQLException {
        assertThatThrownBy(() -> run(settings.withStrict(true)))
                .isInstanceOfSatisfying(
                        PipelineException.class,
                        e -> assertThat(e.kind()).isEqualTo(ErrorKind.RECORD_MALFORMED))
                .hasMessageContaining("nothing was imported: 1 bad lines")
                .hasMessageContaining("completions.csv line 6: rating is \"six\"");

        assertThat(database.count("select count(*) from learning.courses")).isZero();
    }

    @Test
    void theDerivedFiguresEqualWhatTheFilesSay() throws SQLException {
        run(settings);
        database.execute(FILL_FROM_ORACLE);

        ImportComparison comparison = ImportExpectation.of(settings).compareWith(database.admin());

        assertThat(comparison).isEqualTo(new ImportComparison(3, 2, List.of()));
        assertThat(comparison.isEqual()).isTrue();
    }

    @Test
    void everyWrongFigureIsNamed() throws SQLException {
        run(settings);
        database.execute(FILL_FROM_ORACLE);
        database.execute(
                """
                update derived.course_statistics set average_rating = 4.01, rating_sum = 5
                where course_id = (select id from learning.courses where title = 'Knots')
                """);
        database.execute(
                """
                delete from derived.course_statistics
                where course_id = (select id from learning.courses where title = 'Bends')
                """);
        database.execute(
                """
                delete from learning.course_tag_map
                where tag_id = (select id from learning.course_tags where slug = 'safety')
                """);

        assertThat(ImportExpectation.of(settings).compareWith(database.admin()).differences())
                .containsExactlyInAnyOrder(
                        new Difference("course c1", "rating_sum", "4", "5"),
                        new Difference("course c1", "average_rating", "4.00", "4.01"),
                        new Difference("course c3", "row", "there", "missing"),
                        new Difference("tag safety", "usage_count", "1", "0"));
    }

    private ImportReport run(ImportSettings what) {
        return CsvImport.run(database.application(), what, progress -> {});
    }

    private ImportSettings many(int completions) {
        try {
            Path file =
                    Files.writeString(
                            folder.resolve("many.csv"),
                            IntStream.range(0, completions)
                                    .mapToObj(i -> "p%d,c1,3,%d".formatted(i, 1_000_000_000 + i))
                                    .collect(
                                            Collectors.joining(
                                                    "\n",
                                                    "person_key,course_key,rating,completed_at\n",
                                                    "\n")));
            return ImportSettings.of(settings.courses(), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
