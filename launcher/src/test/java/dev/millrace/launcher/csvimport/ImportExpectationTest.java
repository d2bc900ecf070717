package dev.millrace.launcher.csvimport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.millrace.launcher.csvimport.ImportExpectation.CourseFigures;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportExpectationTest {

    @Test
    void figuresAreCountedFromTheFiles(@TempDir Path folder) throws IOException {
        Path courses =
                Files.writeString(
                        folder.resolve("courses.csv"),
                        """
                        course_key,title,category,tags
                        c1,Knots,Rigging,Rope|Safety
                        c2,Splices,Rigging,rope|Rope
                        c3,Bends,Rigging,
                        """);
        Path completions =
                Files.writeString(
                        folder.resolve("completions.csv"),
                        """
                        person_key,course_key,rating,completed_at
                        ann,c1,0.5,1000000000
                        bob,c1,3.5,1000000001
                        cy,c1,4.0,1000000002
                        dee,c1,,1000000003
                        eve,c1,4.5,1000000004
                        fay,c1,4.5,1000000005
                        gus,c1,5.0,1000000006
                        hal,c1,2.5,1000000007
                        ivy,c1,2.0,1000000008
                        ann,c2,,1000000009
                        bob,c2,9,1000000010
                        """);

        ImportExpectation expectation =
                ImportExpectation.of(ImportSettings.of(courses, completions));

        // c1: 1 + 4 + 4 + 5 + 5 + 5 + 3 + 2 = 29 over 8 = 3.625, half away from zero.
        assertThat(expectation.courses())
                .containsExactly(
                        new CourseFigures(
                                "c1", 9, 9, 8, 29, Optional.of(new BigDecimal("3.63")), 4),
                        new CourseFigures("c2", 1, 1, 0, 0, Optional.empty(), 0),
                        new CourseFigures("c3", 0, 0, 0, 0, Optional.empty(), 0));
        assertThat(expectation.tags()).containsOnly(entry("rope", 2), entry("safety", 1));
    }
}
