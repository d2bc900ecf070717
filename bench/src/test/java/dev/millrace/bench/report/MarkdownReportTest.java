package dev.millrace.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a report looks like. */
class MarkdownReportTest {

    private record Result(String who, Optional<String> why) {}

    @Test
    void partsStandApartAndThoseWhoFailedAreNamedOnALineEach() {
        MarkdownReport report =
                new MarkdownReport("Ships, side by side", "./millrace bench ships")
                        .fact("sails only")
                        .section("Speed", List.of("| knots |", "| ---: |", "| 7 |"))
                        .paragraph("In still water.")
                        .unfinished(
                                List.of(
                                        new Result("sloop", Optional.empty()),
                                        new Result("raft", Optional.of("it sank\nat noon"))),
                                Result::who,
                                Result::why);

        assertThat(report.lines())
                .containsExactly(
                        "# Ships, side by side",
                        "",
                        "`./millrace bench ships`",
                        "",
                        "- " + Machine.describe(),
                        "- sails only",
                        "",
                        "## Speed",
                        "",
                        "| knots |",
                        "| ---: |",
                        "| 7 |",
                        "",
                        "In still water.",
                        "",
                        "## Did not finish",
                        "",
                        "- raft: it sank at noon");
    }

    @Test
    void whereEverybodyFinishedNobodyIsNamed() {
        assertThat(
                        new MarkdownReport("Ships", "ships")
                                .unfinished(
                                        List.of(new Result("sloop", Optional.empty())),
                                        Result::who,
                                        Result::why)
                                .lines())
                .doesNotContain("## Did not finish");
    }
}
