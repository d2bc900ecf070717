package dev.millrace.launcher.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.devstack.DevStack;
import dev.millrace.devstack.DevStackSettings;
import dev.millrace.devstack.Durability;
import dev.millrace.launcher.population.Population;
import dev.millrace.launcher.population.PopulationSettings;
import dev.millrace.launcher.rows.ApplicationPool;
import dev.millrace.launcher.testing.AlertRules;
import dev.millrace.launcher.testing.HealthClient;
import dev.millrace.launcher.testing.MillraceProcess;
import dev.millrace.launcher.testing.OwnServers;
import dev.millrace.launcher.testing.Scrape;
import dev.millrace.launcher.traffic.Traffic;
import dev.millrace.launcher.traffic.TrafficSettings;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is counted is what was committed; what is documented is what is counted. */
class MetricsIT {

    // These servers count no statements and have no replica.
    private static final Set<String> EMPTY_LISTS_OF_THE_HEALTH_CHECK =
            Set.of(
                    "millrace_database_replica_behind_bytes",
                    "millrace_database_replica_behind_seconds",
                    "millrace_database_statement_mean_seconds");
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Path OPERATIONS = Path.of("..", "docs", "operations");
    private static final String HEARTBEAT = "ops.capture_heartbeat";

    // Triggers write every committed row change of every captured table down.
    private static final String TRUTH =
            """
            create table public.truth (tbl text, op text, xid xid8);
            create function public.write_down() returns trigger
            language plpgsql security definer set search_path = public as $$
            begin
                insert into truth values (tg_argv[0], lower(tg_op), pg_current_xact_id());
                return null;
            end $$;
            do $$
            declare t record;
            begin
                for t in select schemaname || '.' || tablename as name
                         from pg_publication_tables where pubname = 'millrace'
                loop
                    if t.name <> 'ops.capture_heartbeat' then
                        execute format('create trigger zz_truth after insert or update or delete'
                            ' on %s for each row execute function public.write_down(%L)',
                            t.name, t.name);
                    end if;
                end loop;
            end $$;
            """;

    @TempDir private Path folder;
    private DevStack stack;

    @BeforeEach
    void startServers() {
        stack =
                DevStack.start(
                        DevStackSettings.in(folder.resolve("stack"))
                                .withDurability(Durability.FAST));
    }

    @AfterEach
    void stopServers() {
        stack.close();
    }

    /** What each way of reading counts is counted at one place: every day the own one. */
    static List<String> readers() {
        return Boolean.getBoolean("millrace.test.long")
                ? List.of("pgoutput", "debezium")
                : List.of("pgoutput");
    }

    @ParameterizedTest
    @MethodSource("readers")
    void everyChangeIsCountedOnceAndEveryMeterIsDocumented(String reader) throws Exception {
        Path config =
                OwnServers.config(
                        folder,
                        stack.postgres(),
                        stack.kafka(),
                        "app",
                        Map.of("ingest.log-reader", reader));
        long seed = ThreadLocalRandom.current().nextLong(1_000_000);
        String planted = "planted-" + seed + "@example.org";

        try (MillraceProcess up =
                        MillraceProcess.start(folder, "up", "--config", config.toString());
                HealthClient health =
                        new HealthClient(
                                up.awaitLine("Health ", PATIENCE)
                                        .replaceAll(".*(http://[^/ ]*)/.*", "$1"))) {
            await().atMost(PATIENCE).until(() -> health.ready().status() == 200);
            sql(TRUTH);
            play(seed, planted);

            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() ->
                            assertThat(counted(health.scrape()))
                                    .as("seed %d", seed)
                                    .isEqualTo(committed()));
            Scrape scrape = health.scrape();
            assertThat(committed().values().stream().mapToLong(Long::longValue).sum())
                    .isGreaterThan(5_000);
            assertTransactions(health);
            assertThat(scrape.sum("millrace_ingest_slot_retained_bytes")).isNotNegative();
            assertThat(scrape.sum("millrace_dead_letters_total")).isZero();
            // A client's newer figures are found by a look once a minute.
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(
                            () -> assertDocumented(health.scrape(), reader.equals("debezium")));
            assertListsOfTheHealthCheck(health.scrape());
            assertThat(AlertRules.read(OPERATIONS.resolve("alerts.yml")).metrics())
                    .filteredOn(name -> !name.equals("up") && !isOfSearch(name))
                    .allMatch(name -> scrape.names().contains(name), "scraped");
            assertNothingPersonal(planted, scrape, health);
            up.terminate();
            assertThat(up.awaitExit(PATIENCE)).as(up.output()).isZero();
        }
        assertThat(Files.readString(folder.resolve("log").resolve("up.log")))
                .doesNotContain(planted)
                .doesNotContain("Planted Person");
    }

    private void play(long seed, String planted) throws SQLException {
        DatabaseSettings app =
                new DatabaseSettings(
                        stack.postgres().host(),
                        stack.postgres().port(),
                        "app",
                        "millrace_app",
                        new Secret("of-app"));
        try (HikariDataSource application = ApplicationPool.open(app, 5)) {
            Population.load(application, new PopulationSettings(seed, 0.3), Clock.systemUTC());
            try (Traffic traffic = Traffic.start(application, new TrafficSettings(seed, 400, 4))) {
                await().atMost(PATIENCE).until(() -> traffic.status().committed() >= 1_500);
                traffic.stop();
            }
        }
        // Afterwards, so that the traffic makes nothing that refers to this person.
        sql(
                "insert into identity.users (id, email, display_name) values (gen_random_uuid(), '%s', 'Planted Person')"
                        .formatted(planted));
        sql(
                "update identity.users set display_name = 'Planted Person 2' where email = '%s'"
                        .formatted(planted));
        sql("delete from identity.users where email = '%s'".formatted(planted));
    }

    /** Row changes by table and operation, as the triggers wrote them down. */
    private Map<String, Long> committed() throws SQLException {
        Map<String, Long> counts = new TreeMap<>();
        try (Connection connection = stack.postgres().adminDataSource("app").getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select tbl || ' ' || op, count(*) from public.truth group by 1")) {
            while (row.next()) {
                counts.put(row.getString(1), row.getLong(2));
            }
        }
        return counts;
    }

    private static Map<String, Long> counted(Scrape scrape) {
        return scrape.of("millrace_ingest_events_total").stream()
                .filter(one -> one.value() > 0)
                .filter(one -> !HEARTBEAT.equals(one.labels().get("table")))
                .collect(
                        Collectors.toMap(
                                one ->
                                        one.labels().get("table")
                                                + " "
                                                + one.labels().get("operation"),
                                one -> (long) one.value(),
                                Long::sum,
                                TreeMap::new));
    }

    /** A heartbeat is a transaction of its own; a scrape may fall between two of its meters. */
    private void assertTransactions(HealthClient health) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    Scrape scrape = health.scrape();
                    double others =
                            scrape.sum("millrace_ingest_transaction_changes_count")
                                    - scrape.sum(
                                            "millrace_ingest_events_total", "table", HEARTBEAT);
                    assertThat(others)
                            .isEqualTo(number("select count(distinct xid) from public.truth"));
                    assertThat(scrape.sum("millrace_ingest_latency_seconds_count"))
                            .isEqualTo(scrape.sum("millrace_ingest_transaction_changes_count"));
                });
    }

    private static void assertDocumented(Scrape scrape, boolean debezium) throws IOException {
        Set<String> documented =
                Pattern.compile("^\\| `([a-z_]+)`", Pattern.MULTILINE)
                        .matcher(Files.readString(OPERATIONS.resolve("metrics.md")))
                        .results()
                        .map(found -> found.group(1))
                        .filter(name -> debezium || !name.startsWith("millrace_ingest_debezium_"))
                        .filter(name -> !isOfSearch(name))
                        .filter(name ->
                                !EMPTY_LISTS_OF_THE_HEALTH_CHECK.contains(name)
                                        || scrape.text().contains("# TYPE " + name + " "))
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> scraped =
                Pattern.compile("^# TYPE (\\S+)", Pattern.MULTILINE)
                        .matcher(scrape.text())
                        .results()
                        .map((MatchResult found) -> found.group(1))
                        .filter(name -> name.startsWith("millrace_") || name.startsWith("kafka_"))
                        // The largest of a distribution comes with it.
                        .filter(name ->
                                !name.endsWith("_max")
                                        || !scrape.names()
                                                .contains(name.replaceAll("_max$", "_count")))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(scraped).isEqualTo(documented);
    }

    /** The programs of this test run without search. */
    private static boolean isOfSearch(String meter) {
        return meter.startsWith("millrace_index_");
    }

    /** N25: largest tables, indexes most used and never used, and what keeps the log. */
    private static void assertListsOfTheHealthCheck(Scrape scrape) {
        assertThat(scrape.of("millrace_database_table_bytes", "part", "total"))
                .hasSize(10)
                .allMatch(series -> series.value() > 0);
        assertThat(scrape.sum("millrace_database_table_bytes", "part", "heap")).isPositive();
        assertThat(scrape.sum("millrace_database_table_bytes", "part", "indexes")).isPositive();
        assertThat(scrape.of("millrace_database_index_scans"))
                .hasSize(10)
                .allMatch(series -> series.value() > 0);
        assertThat(scrape.of("millrace_database_index_unused_bytes"))
                .hasSize(10)
                .allMatch(series -> series.value() > 0);
        assertThat(scrape.of("millrace_database_slot_retained_bytes", "slot", "millrace"))
                .singleElement()
                .satisfies(series -> assertThat(series.value()).isNotNegative());
    }

    private static void assertNothingPersonal(String planted, Scrape scrape, HealthClient health) {
        assertThat(scrape.text()).doesNotContain(planted).doesNotContain("Planted Person");
        assertThat(health.ready().body()).doesNotContain(planted);
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = stack.postgres().adminDataSource("app").getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void sql(String sql) throws SQLException {
        try (Connection connection = stack.postgres().adminDataSource("app").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
