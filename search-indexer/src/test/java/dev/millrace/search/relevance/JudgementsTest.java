package dev.millrace.search.relevance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.search.relevance.Judgements.Judgement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JudgementsTest {

    private static final Judgement JUDGEMENT =
            new Judgement("courses", "words", Map.of("a", 3, "b", 2, "c", 1), "");

    @Test
    void theBestOrderIsOneAndNothingIsZero() {
        assertThat(JUDGEMENT.ndcg(List.of("a", "b", "c", "other"))).isEqualTo(1);
        assertThat(JUDGEMENT.ndcg(List.of("other"))).isZero();
        assertThat(JUDGEMENT.ndcg(List.of())).isZero();
    }

    @Test
    void anotherOrderIsWorthWhatTheFormulaSays() {
        // 1/1 + 3/1.58496 + 7/2 of 7/1 + 3/1.58496 + 1/2
        assertThat(JUDGEMENT.ndcg(List.of("c", "b", "a")))
                .isCloseTo(6.39279 / 9.39279, within(1e-5));
    }

    @Test
    void theListHasTheSearchesItShouldHave() throws Exception {
        List<Judgement> all = Judgements.all();

        assertThat(all).hasSizeGreaterThanOrEqualTo(60).doesNotHaveDuplicates();
        assertThat(all).allMatch(judgement -> judgement.grades().containsValue(3));
    }
}
