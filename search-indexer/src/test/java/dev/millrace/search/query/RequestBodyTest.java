package dev.millrace.search.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.search.query.SearchRequest.Distances;
import dev.millrace.search.query.SearchRequest.Near;
import dev.millrace.search.query.SearchRequest.Sort;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RequestBodyTest {

    private static final SearchRequest COURSES = SearchRequest.of(SearchIndexes.COURSES, "knots");

    @Test
    void valuesOfAFieldAreAlternativesAndFieldsAreNot() throws Exception {
        SearchRequest request =
                COURSES.where("difficulty", "beginner")
                        .where("difficulty", "advanced")
                        .where("tags", "Rope")
                        .where("price_cents", "..2000");

        assertThat(new RequestBody(request).filters())
                .isEqualTo(
                        json(
                                """
                                [{"bool": {"minimum_should_match": 1, "should": [
                                    {"term": {"difficulty": "beginner"}},
                                    {"term": {"difficulty": "advanced"}}]}},
                                 {"bool": {"minimum_should_match": 1, "should": [
                                    {"term": {"tags.folded": "Rope"}}]}},
                                 {"bool": {"minimum_should_match": 1, "should": [
                                    {"range": {"price_cents": {"lte": "2000"}}}]}}]
                                """));
    }

    @Test
    void withoutWordsEverythingFitsAndTheOrderIsThatOfTheRequest() throws Exception {
        SearchRequest request =
                SearchRequest.of(SearchIndexes.PROJECTS, " ")
                        .near(new Near(52.5, 13.4, 50))
                        .sortedBy(List.of(new Sort.ByDistance(), new Sort.ByField("title", true)))
                        .counting("category");
        ObjectNode named =
                (ObjectNode)
                        json(
                                """
                                {"query": {"bool": {"must": [{"match": {"title": ""}}],
                                    "should": [{"match_phrase": {"title": ""}}], "filter": []}},
                                 "sort": [{"_score": "desc"}], "size": 10}
                                """);

        assertThat(new RequestBody(request).of(named))
                .isEqualTo(
                        json(
                                """
                                {"query": {"bool": {"must": [{"match_all": {}}], "filter": []}},
                                 "sort": [
                                    {"_geo_distance": {"place": {"lat": 52.5, "lon": 13.4},
                                        "order": "asc", "unit": "km"}},
                                    {"title.folded": {"order": "desc", "missing": "_last"}}],
                                 "size": 10,
                                 "aggs": {"category": {"terms": {"field": "category", "size": 50}}},
                                 "track_total_hits": true}
                                """));
    }

    @Test
    void nearIsWhatIsCloseOrServesThePlace() throws Exception {
        SearchRequest request =
                SearchRequest.of(SearchIndexes.PROJECTS, "").near(new Near(52.5, 13.4, 50));

        assertThat(new RequestBody(request).filters())
                .isEqualTo(
                        json(
                                """
                                [{"bool": {"minimum_should_match": 1, "should": [
                                    {"geo_distance": {"distance": "50.0km",
                                        "place": {"lat": 52.5, "lon": 13.4}}},
                                    {"geo_shape": {"service_area": {"relation": "intersects",
                                        "shape": {"type": "point",
                                            "coordinates": [13.4, 52.5]}}}}]}}]
                                """));
    }

    @Test
    void distancesThatTheCallerKnowsChooseAndOrder() throws Exception {
        SearchRequest request =
                SearchRequest.of(SearchIndexes.PRACTITIONERS, "")
                        .among(new Distances(Map.of(new UUID(0, 1), 100, new UUID(0, 2), 7)))
                        .sortedBy(List.of(new Sort.ByDistance()));
        RequestBody body = new RequestBody(request);

        JsonNode filter = body.filters().get(0).at("/ids/values");
        assertThat(filter)
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder(
                        "00000000-0000-0000-0000-000000000001",
                        "00000000-0000-0000-0000-000000000002");
        JsonNode scored = body.of((ObjectNode) json("{\"query\": {\"bool\": {\"must\": []}}}"));
        assertThat(scored.at("/query/function_score/functions"))
                .hasToString(
                        "[{\"filter\":{\"ids\":{\"values\":[\"00000000-0000-0000-0000-000000000001\"]}},\"weight\":20002},"
                                + "{\"filter\":{\"ids\":{\"values\":[\"00000000-0000-0000-0000-000000000002\"]}},\"weight\":20095}]");
        assertThat(scored.at("/sort")).isEqualTo(json("[{\"_score\": {\"order\": \"desc\"}}]"));
        assertThatThrownBy(() -> new Distances(Map.of(new UUID(0, 1), -1)))
                .hasMessageContaining("is -1 km, expected 0 to 20100");
    }

    @Test
    void whatAnIndexDoesNotHaveIsNamed() {
        assertThatThrownBy(() -> new RequestBody(COURSES.where("colour", "red")).filters())
                .hasMessageStartingWith(
                        "index courses has no field 'colour'; it has average_rating")
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RequestBody(COURSES.where("description", "x")).filters())
                .hasMessage(
                        "field description of index courses is running text: look for its words");
        assertThatThrownBy(() -> new RequestBody(COURSES.near(new Near(1, 2, 3))).filters())
                .hasMessage("documents of index courses have no place to be near to");
        assertThatThrownBy(() -> new Near(91, 0, 1)).hasMessageContaining("-90 to 90");
        assertThatThrownBy(() -> COURSES.page(9_995, 10)).hasMessageContaining("0 to 10000");
        assertThatThrownBy(() -> COURSES.sortedBy(List.of(new Sort.ByDistance())))
                .hasMessage("the order is by distance, but from no place");
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }
}
