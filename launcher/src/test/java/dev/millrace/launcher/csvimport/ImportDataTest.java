package dev.millrace.launcher.csvimport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.launcher.csvimport.ImportData.Completion;
import dev.millrace.launcher.csvimport.ImportData.Course;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportDataTest {

    @TempDir private Path folder;
    private Path courses;
    private Path completions;

    @BeforeEach
    void files() throws IOException {
        courses =
                write(
                        "courses.csv",
                        """
                        course_key,title,category,tags
                        c1,Knots,Rigging,rope|safety
                        c2,Splices,,
                        """);
        completions = write("completions.csv", "person_key,course_key,rating,completed_at\n");
    }

    @Test
    void coursesKeepTheirOrderAndTags() {
        ImportData data = read();

        assertThat(data.courses().values())
                .containsExactly(
                        new Course("c1", "Knots", "Rigging", List.of("rope", "safety")),
                        new Course("c2", "Splices", "none", List.of()));
        assertThat(data.badLines()).isEmpty();
    }

    @Test
    void completionsComeInTheOrderOfTimeThenOfTheFile() throws IOException {
        completions(
                "ann,c1,4.5,2000000000",
                "bob,c2,,1000000000",
                "bob,c1,0.5,2001-09-09T03:46:40+02:00",
                "ann,c2,3,1000000000");

        assertThat(read().completions())
                .containsExactly(
                        completion(3, "bob", "c2", null, 1_000_000_000),
                        completion(4, "bob", "c1", "0.5", 1_000_000_000),
                        completion(5, "ann", "c2", "3", 1_000_000_000),
                        completion(2, "ann", "c1", "4.5", 2_000_000_000));
    }

    @Test
    void eachBadLineIsNamedAndTheOthersAreRead() throws IOException {
        completions(
                "ann,c1,five,1000000000",
                "ann,c1,5.5,1000000000",
                "ann,c1,0.25,1000000000",
                "ann,c9,4,1000000000",
                "ann,c1,4,yesterday",
                "ann,c1,4,1000000000000",
                "ann,c1,4,2020-01-01T00:00:00",
                ",c1,4,1000000000",
                "ann,c1,4",
                "ann,c1,4,1000000000",
                "ann,c1,3,1000000001");

        ImportData data = read();

        assertThat(data.completions()).hasSize(1);
        assertThat(data.badLines())
                .extracting(BadLine::message)
                .containsExactly(
                        "completions.csv line 2: rating is \"five\","
                                + " expected a number from 0.5 to 5.0, or nothing",
                        "completions.csv line 3: rating is \"5.5\","
                                + " expected a number from 0.5 to 5.0, or nothing",
                        "completions.csv line 4: rating is \"0.25\","
                                + " expected a number from 0.5 to 5.0, or nothing",
                        "completions.csv line 5: course_key is \"c9\", expected the key of a course",
                        "completions.csv line 6: completed_at is \"yesterday\", expected seconds"
                                + " since 1970 or a time such as 2024-05-31T18:00:00Z, from 1900 to"
                                + " 2099",
                        "completions.csv line 7: completed_at is \"1000000000000\", expected"
                                + " seconds since 1970 or a time such as 2024-05-31T18:00:00Z, from"
                                + " 1900 to 2099",
                        "completions.csv line 8: completed_at is \"2020-01-01T00:00:00\", expected"
                                + " seconds since 1970 or a time such as 2024-05-31T18:00:00Z, from"
                                + " 1900 to 2099",
                        "completions.csv line 9: person_key is \"\", expected a value",
                        "completions.csv line 10: it is \"ann,c1,4\", expected 4 fields, not 3",
                        "completions.csv line 12: course_key is \"c1\", expected a course that no"
                                + " line before completes for person ann");
    }

    @Test
    void quotedFieldsMayHoldCommasQuotesAndLineEnds() throws IOException {
        courses =
                write(
                        "courses.csv",
                        """
                        \uFEFFcourse_key,title,category,tags\r
                        c1,"Knots, ""hitches\""\r
                        and bends",Rigging,rope\r
                        c2,Zöpfe,Rigging,\r
                        """);

        assertThat(read().courses().values())
                .extracting(Course::title)
                .containsExactly("Knots, \"hitches\"\nand bends", "Zöpfe");
    }

    @Test
    void aLostQuoteCostsOneLineOnly() throws IOException {
        courses =
                write(
                        "courses.csv",
                        """
                        course_key,title,category,tags
                        c1,"Knots,Rigging,rope
                        c2,Splices,Rigging,rope
                        c3,"Bends"!,Rigging,rope
                        c4,Hitches,Rigging,rope
                        """);

        ImportData data = read();

        assertThat(data.courses()).containsOnlyKeys("c2", "c4");
        assertThat(data.badLines())
                .extracting(BadLine::message)
                .containsExactly(
                        "courses.csv line 2: it is \"c1,\"Knots,Rigging,rope\","
                                + " expected every quote closed",
                        "courses.csv line 4: it is \"c3,\"Bends\"!,Rigging,rope\","
                                + " expected a comma or the line's end after a closing quote");
    }

    @Test
    void brokenBytesCostOneLineOnly() throws IOException {
        byte[] latin = "c1,Zöpfe,Rigging,\n".getBytes(StandardCharsets.ISO_8859_1);
        courses = write("courses.csv", "course_key,title,category,tags\nc0,A,B,\n");
        Files.write(courses, latin, StandardOpenOption.APPEND);
        Files.writeString(courses, "c2,C,D,\n", StandardOpenOption.APPEND);

        ImportData data = read();

        assertThat(data.courses()).containsOnlyKeys("c0", "c2");
        assertThat(data.badLines())
                .extracting(BadLine::message)
                .containsExactly("courses.csv line 3: it is \"?\", expected UTF-8");
    }

    @Test
    void aKeyThatComesTwiceIsRefused() throws IOException {
        courses =
                write(
                        "courses.csv",
                        """
                        course_key,title,category,tags
                        c1,Knots,,
                        c1,Knots again,,
                        """);

        ImportData data = read();

        assertThat(data.courses().values()).extracting(Course::title).containsExactly("Knots");
        assertThat(data.badLines())
                .extracting(BadLine::message)
                .containsExactly(
                        "courses.csv line 3: course_key is \"c1\","
                                + " expected a key that no line before has");
    }

    @Test
    void peopleAreCheckedWhenTheyHaveAFile() throws IOException {
        Path people =
                write(
                        "people.csv",
                        """
                        person_key,display_name,email
                        ann,Ann Lee,ann@example.org
                        bob,Bob Ray,not an address
                        cy,Cy Fox,ANN@example.org
                        dee,Dee Poe,
                        """);
        completions("ann,c1,4,1000000000", "eve,c1,4,1000000000");

        ImportData data =
                ImportData.read(ImportSettings.of(courses, completions).withPeople(people));

        assertThat(data.people()).containsOnlyKeys("ann", "dee");
        assertThat(data.completions()).hasSize(1);
        assertThat(data.badLines())
                .extracting(BadLine::message)
                .containsExactly(
                        "people.csv line 3: email is \"not an address\","
                                + " expected an e-mail address, or nothing",
                        "people.csv line 4: email is \"ANN@example.org\","
                                + " expected an address that no line before has",
                        "completions.csv line 3: person_key is \"eve\","
                                + " expected the key of a person");
    }

    @Test
    void movieLensFilesAreRead() throws IOException {
        write(
                "movies.csv",
                """
                movieId,title,genres
                1,Toy Story (1995),Adventure|Animation
                2,"Women of '69, Unboxed",(no genres listed)
                """);
        write("ratings.csv", "userId,movieId,rating,timestamp\n7,2,2.5,1260759144\n");

        ImportData data = ImportData.read(ImportSettings.movieLens(folder));

        assertThat(data.courses().values())
                .containsExactly(
                        new Course(
                                "1",
                                "Toy Story (1995)",
                                "Adventure",
                                List.of("Adventure", "Animation")),
                        new Course("2", "Women of '69, Unboxed", "none", List.of()));
        assertThat(data.completions())
                .containsExactly(completion(2, "7", "2", "2.5", 1_260_759_144));
        assertThat(data.badLines()).isEmpty();
    }

    @Test
    void columnsMayHaveOtherNamesAndStandAnywhere() throws IOException {
        completions =
                write(
                        "completions.csv",
                        """
                        note,stars,course_key,completed_at,person_key
                        hm,2,c1,1000000000,ann
                        """);
        ImportForm form = ImportForm.standard().with(Column.RATING, "stars");

        ImportData data = ImportData.read(ImportSettings.of(courses, completions).withForm(form));

        assertThat(data.completions())
                .containsExactly(completion(2, "ann", "c1", "2", 1_000_000_000));
    }

    @Test
    void aFileThatIsMissingOrLacksAColumnStopsTheImport() throws IOException {
        Path elsewhere = folder.resolve("nowhere.csv");
        assertThatThrownBy(() -> ImportData.read(ImportSettings.of(elsewhere, completions)))
                .isInstanceOfSatisfying(
                        PipelineException.class,
                        e -> assertThat(e.kind()).isEqualTo(ErrorKind.SETTING_INVALID))
                .hasMessageContaining("nowhere.csv cannot be read");

        completions = write("completions.csv", "person_key,course_key,rating\n");
        assertThatThrownBy(this::read).hasMessageContaining("has no column completed_at");
    }

    private ImportData read() {
        return ImportData.read(ImportSettings.of(courses, completions));
    }

    private void completions(String... lines) throws IOException {
        completions =
                write(
                        "completions.csv",
                        "person_key,course_key,rating,completed_at\n"
                                + String.join("\n", lines)
                                + "\n");
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static Completion completion(
            long line, String person, String course, @Nullable String rating, long epochSecond) {
        return new Completion(
                line,
                person,
                course,
                Optional.ofNullable(rating).map(BigDecimal::new),
                Instant.ofEpochSecond(epochSecond));
    }
}
