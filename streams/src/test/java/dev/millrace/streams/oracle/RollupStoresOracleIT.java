package dev.millrace.streams.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.streams.aimodelstats.AiModelStatsTopology;
import dev.millrace.streams.contentstatistics.ContentStatisticsTopology;
import dev.millrace.streams.conversions.ConversionsTopology;
import dev.millrace.streams.emailstatistics.EmailStatisticsTopology;
import dev.millrace.streams.eventstatistics.EventStatisticsTopology;
import dev.millrace.streams.familyplanusage.FamilyPlanUsageTopology;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.fanout.ShuffledTasks;
import dev.millrace.streams.meetingstatistics.MeetingStatisticsTopology;
import dev.millrace.streams.paymentstate.PaymentStateTopology;
import dev.millrace.streams.practitionerstats.PractitionerStatsTopology;
import dev.millrace.streams.projectstatistics.ProjectStatisticsTopology;
import dev.millrace.streams.resourcedownloads.ResourceDownloadsTopology;
import dev.millrace.streams.revenue.RevenueTopology;
import dev.millrace.streams.reviewcounts.ReviewCountsTopology;
import dev.millrace.streams.runtime.StoreApplications;
import dev.millrace.streams.searchterms.SearchTermsTopology;
import dev.millrace.streams.tagusage.TagUsageTopology;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.StreamsBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every store of the roll-up shapes against its oracle, while a real database is changed at random:
 * rows are inserted, updated, deleted, moved to another parent, deleted and inserted again. Every
 * committed state is delivered, between partitions in random order.
 */
class RollupStoresOracleIT {

    private static final int ROUNDS = 6;
    private static final int ROUNDS_MOST = 60;
    private static final int STEPS = 25;
    private static final int PARTITIONS = 2;

    private static final Map<DerivedStore, BiConsumer<StreamsBuilder, Hop>> TOPOLOGIES =
            Map.ofEntries(
                    Map.entry(DerivedStores.PRACTITIONER_STATS, PractitionerStatsTopology::build),
                    Map.entry(DerivedStores.PROJECT_STATISTICS, ProjectStatisticsTopology::build),
                    Map.entry(DerivedStores.REVIEW_COUNTS, ReviewCountsTopology::build),
                    Map.entry(DerivedStores.MEETING_STATISTICS, MeetingStatisticsTopology::build),
                    Map.entry(DerivedStores.EVENT_STATISTICS, EventStatisticsTopology::build),
                    Map.entry(DerivedStores.TAG_USAGE, TagUsageTopology::build),
                    Map.entry(DerivedStores.FAMILY_PLAN_USAGE, FamilyPlanUsageTopology::build),
                    Map.entry(DerivedStores.PAYMENT_STATE, PaymentStateTopology::build),
                    Map.entry(DerivedStores.CONTENT_STATISTICS, ContentStatisticsTopology::build),
                    Map.entry(DerivedStores.RESOURCE_DOWNLOADS, ResourceDownloadsTopology::build),
                    Map.entry(DerivedStores.EMAIL_STATISTICS, EmailStatisticsTopology::build),
                    Map.entry(DerivedStores.AI_MODEL_STATS, AiModelStatsTopology::build),
                    Map.entry(DerivedStores.SEARCH_TERMS_DAILY, SearchTermsTopology::build),
                    Map.entry(DerivedStores.CONVERSION_DAILY, ConversionsTopology::build),
                    Map.entry(DerivedStores.REVENUE_DAILY, RevenueTopology::build));

    private static final List<RandomTables> DOMAINS =
            List.of(
                    CommunityTables.PROJECTS,
                    CommunityTables.REVIEWS,
                    CommunityTables.GATHERINGS,
                    RecordTables.TAGS,
                    RecordTables.MONEY,
                    RecordTables.CONTENT,
                    RecordTables.ANALYTICS);

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final Map<DerivedStore, ShuffledTasks> stores = new LinkedHashMap<>();
    private final Map<String, List<ShuffledTasks>> readers = new HashMap<>();

    @BeforeEach
    void open(@TempDir Path folder) {
        StoreApplications.all().stream()
                .filter(application -> TOPOLOGIES.containsKey(application.store()))
                .forEach(application -> {
                    ShuffledTasks tasks =
                            new ShuffledTasks(
                                    application.store(),
                                    TOPOLOGIES.get(application.store()),
                                    PARTITIONS,
                                    random,
                                    folder.resolve(application.store().name()));
                    stores.put(application.store(), tasks);
                    Set<String> topics = application.pipeline().sources();
                    topics.forEach(topic ->
                            readers.computeIfAbsent(topic, t -> new ArrayList<>()).add(tasks));
                });
    }

    @AfterEach
    void close() {
        stores.values().forEach(ShuffledTasks::close);
    }

    @Test
    void rowsEqualTheOracles() throws SQLException {
        Map<DerivedStore, Integer> rowsMost = new HashMap<>();
        try (OracleDatabase database = OracleDatabase.create()) {
            database.execute("select setseed(%s)".formatted(new Random(seed).nextDouble()));
            database.execute(RandomTables.FUNCTIONS);
            for (RandomTables domain : DOMAINS) {
                database.execute(domain.setup());
            }
            TableFeed feed = new TableFeed(database);
            for (int round = 0;
                    round < ROUNDS || (round < ROUNDS_MOST && !haveSeenRows(rowsMost));
                    round++) {
                for (RandomTables domain : DOMAINS) {
                    change(database, feed, domain, STEPS);
                }
                if (round < ROUNDS / 2) {
                    change(database, feed, RecordTables.OLD_ACTIVITY, 10);
                } else if (round == ROUNDS / 2) {
                    database.execute(RecordTables.DROP_OLD_MONTH);
                    feed.pass(RecordTables.ACTIVITY_TABLE);
                }
                for (Map.Entry<DerivedStore, ShuffledTasks> store : stores.entrySet()) {
                    store.getValue().drain();
                    assertThat(store.getValue().rows())
                            .as("%s, seed %d, round %d", store.getKey().name(), seed, round)
                            .isEqualTo(database.oracle(store.getKey()));
                    rowsMost.merge(store.getKey(), store.getValue().rows().size(), Math::max);
                }
            }
        }
        assertThat(haveSeenRows(rowsMost)).as("seed %d: %s", seed, rowsMost).isTrue();
    }

    /** Stores that stay all but empty would have shown nothing: the walk then goes on. */
    private static boolean haveSeenRows(Map<DerivedStore, Integer> rowsMost) {
        return rowsMost.size() == TOPOLOGIES.size()
                && rowsMost.values().stream().allMatch(rows -> rows > 1);
    }

    private void change(OracleDatabase database, TableFeed feed, RandomTables domain, int steps)
            throws SQLException {
        for (int step = 0; step < steps; step++) {
            List<String> statements = domain.statements();
            database.execute(statements.get(random.nextInt(statements.size())));
            if (step == steps - 1 || random.nextInt(3) > 0) {
                feed.publish(
                        domain.tables(),
                        (table, key, row) ->
                                readers.getOrDefault("app." + table, List.of())
                                        .forEach(tasks -> tasks.change(table, key, row)));
                stores.values().forEach(tasks -> tasks.deliver(random.nextInt(4)));
            }
        }
    }
}
