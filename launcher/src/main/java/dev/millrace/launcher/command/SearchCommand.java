package dev.millrace.launcher.command;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.launcher.pipeline.Connections;
import dev.millrace.launcher.pipeline.NearbyPractitioners;
import dev.millrace.launcher.screen.FoundTable;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.settings.MillraceSettings;
import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.search.connection.SearchConnection;
import dev.millrace.search.connection.SearchSettings;
import dev.millrace.search.query.Found;
import dev.millrace.search.query.SearchQueries;
import dev.millrace.search.query.SearchRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Searches as the application does. */
@Command(
        name = "search",
        header = "Searches an index, with the same named search as the application.",
        description = {
            "",
            "For example:",
            "  millrace search courses \"mindful breathing\" --filter difficulty=beginner",
            "  millrace search courses \"\" --filter price_cents=..2000 --sort average_rating:desc",
            "  millrace search projects \"clinic\" --near 52.52,13.40,50 --sort distance",
            "  millrace search practitioners \"\" --near 52.52,13.40,50 --filter availability_weekdays=1",
            "  millrace search general \"yoga\"",
            ""
        })
final class SearchCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();

    @Parameters(
            index = "0",
            paramLabel = "INDEX",
            description =
                    "projects, courses, lessons, practitioners, services, content, reviews,"
                            + " specializations, or general for hits of every kind.")
    private String indexName = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "WORDS",
            defaultValue = "",
            description = "What to look for; empty for everything.")
    private String words = "";

    @Option(
            names = "--filter",
            paramLabel = "FIELD=VALUE",
            description =
                    "Only documents with this value; A..B for a range. May be repeated: values of"
                            + " one field are alternatives.")
    private List<String> filters = new ArrayList<>();

    @Option(
            names = "--near",
            paramLabel = "LAT,LON,KM",
            description =
                    "Only what is within so many kilometres of a place: projects (also those that serve"
                            + " an area with this place in it), practitioners (in steps of 5, up to 8"
                            + " off: the database tells nobody where they live).")
    private @Nullable String near;

    @Option(
            names = "--sort",
            paramLabel = "FIELD[:desc]",
            description =
                    "The order, by a field, by 'distance' or by 'relevance'. May be repeated.")
    private List<String> sort = new ArrayList<>();

    @Option(
            names = "--facet",
            paramLabel = "FIELD",
            description = "Counts the values of a field. May be repeated.")
    private List<String> facets = new ArrayList<>();

    @Option(
            names = "--size",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many hits at most (default: 10).")
    private int size;

    @Option(
            names = "--explain",
            description = "Says of each hit how its score came about, and shows its document.")
    private boolean explain;

    @Option(names = "--json", description = "Prints each document as JSON, one a line.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        boolean general = indexName.equals(SearchIndexes.GENERAL);
        SearchRequest asked = general ? null : request();
        if (general && (!filters.isEmpty() || near != null || !sort.isEmpty() || explain)) {
            throw wrong("general searches by words alone: name one index for filters and orders");
        }
        MillraceSettings settings = common.settings("search");
        Screen screen = new Screen(spec.commandLine().getOut());
        Connections connections = connections(settings);
        try (ElasticsearchClient client = SearchConnection.open(server(settings, connections))) {
            SearchQueries queries = new SearchQueries(client);
            SearchRequest request = asked == null ? null : located(asked, connections);
            if (request == null) {
                show(screen, queries.general(words, size));
            } else {
                Found found = queries.search(request);
                show(screen, found.hits());
                if (!json) {
                    screen.say(FoundTable.facets(found));
                    screen.say(FoundTable.summary(found));
                }
            }
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private SearchRequest request() {
        try {
            SearchIndex index = SearchIndexes.get(indexName);
            return new SearchOptions(filters, near, sort, facets, size, explain)
                    .request(index, words);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    /** Where practitioners are is for the database to say. */
    private static SearchRequest located(SearchRequest request, Connections connections) {
        return request.index().equals(SearchIndexes.PRACTITIONERS) && request.near().isPresent()
                ? request.among(
                        NearbyPractitioners.in(connections.as(Role.OPERATOR), request.near().get()))
                : request;
    }

    private static Connections connections(MillraceSettings settings) {
        if (!settings.search().enabled()) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID,
                    "there is no search: search.enabled is false, or the servers are your own and search.url is not set, expected http://HOST:PORT or https://HOST:PORT");
        }
        return Connections.toRunning(settings).orElseThrow(() -> RoleRun.nothingRuns(settings));
    }

    private static SearchSettings server(MillraceSettings settings, Connections connections) {
        return connections
                .search()
                .orElseThrow(() ->
                        new PipelineException(
                                ErrorKind.SERVER_UNREACHABLE,
                                "no search server runs in folder " + settings.folder()));
    }

    private void show(Screen screen, List<Found.Hit> hits) {
        if (json) {
            ObjectMapper mapper = new ObjectMapper();
            hits.forEach(hit ->
                    screen.say(
                            mapper.createObjectNode()
                                    .put("index", hit.index())
                                    .put("id", hit.id())
                                    .set("document", hit.document())
                                    .toString()));
        } else {
            screen.say(FoundTable.lines(hits));
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
