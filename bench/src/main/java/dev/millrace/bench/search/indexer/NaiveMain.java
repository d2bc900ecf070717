package dev.millrace.bench.search.indexer;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import dev.millrace.bench.contestant.ChildArguments;
import dev.millrace.bench.search.data.SearchData;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.search.connection.SearchConnection;
import dev.millrace.search.connection.SearchSettings;
import dev.millrace.search.index.IndexCreation;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The process of the naive indexer. */
final class NaiveMain {

    static final String BUILT = "naive built";

    /** Between two looks at each table. */
    static final Duration PAUSE = Duration.ofMillis(500);

    private NaiveMain() {}

    /** Arguments as {@link ChildArguments} writes them, then the address of the search server. */
    public static void main(String[] arguments) {
        Thread.ofPlatform()
                .name("naive")
                .start(() -> {
                    try {
                        index(arguments);
                    } catch (Exception e) {
                        e.printStackTrace();
                        Runtime.getRuntime().halt(1);
                    }
                });
        ChildArguments.awaitEndOfInput();
        System.exit(0);
    }

    private static void index(String[] arguments) throws Exception {
        DatabaseSettings database = ChildArguments.capture(arguments);
        URI url = URI.create(ChildArguments.rest(arguments).getFirst());
        try (ElasticsearchClient client = SearchConnection.open(SearchSettings.at(url));
                Connection connection =
                        DriverManager.getConnection(
                                database.jdbcUrl(),
                                database.user(),
                                database.password().reveal())) {
            List<NaivePoll> polls = new ArrayList<>();
            for (SearchIndex index : SearchData.INDEXES) {
                new IndexCreation(client, 1, 0).ensure(index);
                polls.add(new NaivePoll(index, connection, client));
            }
            for (NaivePoll poll : polls) {
                poll.all();
            }
            System.out.println(BUILT);
            while (true) {
                for (NaivePoll poll : polls) {
                    poll.changed();
                }
                Thread.sleep(PAUSE);
            }
        }
    }
}
