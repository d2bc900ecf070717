package dev.millrace.search.relevance;

import static org.assertj.core.api.Assertions.assertThat;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch.core.BulkRequest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.devstack.testsupport.SharedSearchServer;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.search.connection.SearchConnection;
import dev.millrace.search.connection.SearchSettings;
import dev.millrace.search.index.IndexCreation;
import dev.millrace.search.query.Found;
import dev.millrace.search.query.SearchQueries;
import dev.millrace.search.query.SearchRequest;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The films of MovieLens (ml-latest-small) as courses: searches of a catalogue that nobody made up.
 * The data is not ours to bring along: {@code -Dmillrace.test.movielens=FOLDER} says where its
 * {@code movies.csv} and {@code ratings.csv} are; without it {@link RelevanceIT} stands alone.
 */
@EnabledIfSystemProperty(named = "millrace.test.movielens", matches = ".+")
class FilmCatalogueIT {

    private static final int BULK = 1_000;
    private static final Pattern FILM =
            Pattern.compile("(\\d+),(?:\"((?:[^\"]|\"\")*)\"|([^,]*)),(.*)");

    /** A film as the file has it. */
    private record Film(String id, String title, List<String> genres) {

        static Film of(String line) {
            Matcher matcher = FILM.matcher(line);
            assertThat(matcher.matches()).as(line).isTrue();
            String quoted = matcher.group(2);
            return new Film(
                    matcher.group(1),
                    quoted == null ? matcher.group(3) : quoted.replace("\"\"", "\""),
                    matcher.group(4).startsWith("(")
                            ? List.of()
                            : List.of(matcher.group(4).split("\\|", -1)));
        }
    }

    @Test
    void filmsAreFoundByTheirNamesAndCountedByTheirGenres() throws Exception {
        Path data = Path.of(System.getProperty("millrace.test.movielens"));
        List<Film> films =
                Files.readAllLines(data.resolve("movies.csv")).stream()
                        .skip(1)
                        .map(Film::of)
                        .toList();
        Map<String, Long> perGenre = new TreeMap<>();
        films.forEach(film -> film.genres().forEach(genre -> perGenre.merge(genre, 1L, Long::sum)));
        try (ElasticsearchClient client =
                SearchConnection.open(
                        SearchSettings.at(URI.create(SharedSearchServer.get().url())))) {
            client.indices().delete(d -> d.index("courses-v2-*").ignoreUnavailable(true));
            new IndexCreation(client, 1, 0).ensure(SearchIndexes.COURSES);
            index(client, films, ratings(data));
            SearchQueries queries = new SearchQueries(client);

            assertThat(titles(queries.courses("toy story", Map.of(), 0, 10)).subList(0, 4))
                    .startsWith("Toy Story (1995)")
                    .containsExactlyInAnyOrder(
                            "Toy Story (1995)",
                            "Toy Story 2 (1999)",
                            "Toy Story 3 (2010)",
                            "Toy Story of Terror (2013)");
            assertThat(titles(queries.courses("toy storry", Map.of(), 0, 10)))
                    .contains("Toy Story (1995)", "Toy Story 2 (1999)");
            assertThat(titles(queries.courses("godfather", Map.of(), 0, 4)))
                    .startsWith("Godfather, The (1972)")
                    .contains("Godfather: Part II, The (1974)");
            assertThat(titles(queries.courses("amelie", Map.of(), 0, 1)).getFirst())
                    .startsWith("Amelie");

            perGenre.forEach((genre, count) ->
                    assertThat(queries.courses("", Map.of("tags", List.of(genre)), 0, 1).total())
                            .as(genre)
                            .isEqualTo(count));
            Found everything =
                    queries.search(
                            SearchRequest.of(SearchIndexes.COURSES, "")
                                    .counting("tags")
                                    .page(0, 0));
            Map<String, Long> folded = new TreeMap<>();
            perGenre.forEach((genre, count) -> folded.put(genre.toLowerCase(Locale.ROOT), count));
            assertThat(new TreeMap<>(everything.facets().get("tags"))).isEqualTo(folded);
            assertThat(everything.total()).isEqualTo(films.size());
        }
    }

    /** Mean of a film's ratings, by its identity. */
    private static Map<String, Double> ratings(Path data) throws Exception {
        Map<String, double[]> sums = new HashMap<>();
        for (String line :
                Files.readAllLines(data.resolve("ratings.csv")).stream().skip(1).toList()) {
            String[] columns = line.split(",", 4);
            double[] sum = sums.computeIfAbsent(columns[1], film -> new double[2]);
            sum[0] += Double.parseDouble(columns[2]);
            sum[1]++;
        }
        Map<String, Double> means = new HashMap<>();
        sums.forEach((film, sum) -> means.put(film, sum[0] / sum[1]));
        return means;
    }

    private static void index(
            ElasticsearchClient client, List<Film> films, Map<String, Double> ratings)
            throws Exception {
        for (int from = 0; from < films.size(); from += BULK) {
            BulkRequest.Builder bulk = new BulkRequest.Builder().index("courses");
            for (Film film : films.subList(from, Math.min(films.size(), from + BULK))) {
                JsonNode document = document(film, ratings.get(film.id()));
                bulk.operations(o -> o.index(i -> i.id(film.id()).document(document)));
            }
            assertThat(client.bulk(bulk.build()).errors()).isFalse();
        }
        client.indices().refresh(r -> r.index("courses"));
    }

    private static ObjectNode document(Film film, @Nullable Double rating) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("title", film.title());
        film.genres().forEach(document.putArray("tags")::add);
        document.put("category", film.genres().isEmpty() ? "none" : film.genres().getFirst());
        if (rating != null) {
            document.put("average_rating", rating);
        }
        return document;
    }

    private static List<String> titles(Found found) {
        return found.hits().stream().map(Found.Hit::title).toList();
    }
}
