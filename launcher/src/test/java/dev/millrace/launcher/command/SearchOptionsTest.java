package dev.millrace.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.search.query.SearchRequest;
import dev.millrace.search.query.SearchRequest.Near;
import dev.millrace.search.query.SearchRequest.Sort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SearchOptionsTest {

    @Test
    void everyOptionIsRead() {
        SearchRequest request =
                new SearchOptions(
                                List.of("status=open", "status=draft", "sector=a=b"),
                                "52.52, 13.40,50",
                                List.of("distance", "title:desc", "relevance"),
                                List.of("category"),
                                20,
                                true)
                        .request(SearchIndexes.PROJECTS, " clinic ");

        assertThat(request)
                .isEqualTo(
                        new SearchRequest(
                                SearchIndexes.PROJECTS,
                                "clinic",
                                Map.of(
                                        "status",
                                        List.of("open", "draft"),
                                        "sector",
                                        List.of("a=b")),
                                Optional.of(new Near(52.52, 13.40, 50)),
                                Optional.empty(),
                                List.of(
                                        new Sort.ByDistance(),
                                        new Sort.ByField("title", true),
                                        new Sort.ByRelevance()),
                                List.of("category"),
                                0,
                                20,
                                true));
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertThatThrownBy(() -> request("difficulty", null, "title"))
                .hasMessage("--filter is 'difficulty', expected FIELD=VALUE");
        assertThatThrownBy(() -> request("a=b", "52,13", "title"))
                .hasMessage("--near is '52,13', expected LAT,LON,KM such as 52.52,13.40,50");
        assertThatThrownBy(() -> request("a=b", null, "title:down"))
                .hasMessage("--sort is 'title:down', expected FIELD, FIELD:asc or FIELD:desc");
    }

    private static SearchRequest request(String filter, @Nullable String near, String sort) {
        return new SearchOptions(List.of(filter), near, List.of(sort), List.of(), 10, false)
                .request(SearchIndexes.PROJECTS, "");
    }
}
