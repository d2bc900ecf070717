package dev.millrace.launcher.command;

import static dev.millrace.schema.jooq.derived.Tables.COURSE_STATISTICS;
import static dev.millrace.schema.jooq.derived.Tables.MATCH_SCORES;
import static dev.millrace.schema.jooq.derived.Tables.MEMBER_MATCHES;

import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.launcher.health.Duty;
import dev.millrace.launcher.health.Monitoring;
import dev.millrace.launcher.pipeline.DerivedCheck;
import dev.millrace.launcher.pipeline.IndexChecks;
import dev.millrace.launcher.pipeline.Pipeline;
import dev.millrace.launcher.pipeline.ProcessTree;
import dev.millrace.launcher.pipeline.Stages;
import dev.millrace.launcher.pipeline.StoreCheck;
import dev.millrace.launcher.population.Population;
import dev.millrace.launcher.population.PopulationResult;
import dev.millrace.launcher.population.PopulationSettings;
import dev.millrace.launcher.rows.ApplicationPool;
import dev.millrace.launcher.screen.Dashboard;
import dev.millrace.launcher.screen.Leaders;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.screen.Stage;
import dev.millrace.launcher.screen.TopHits;
import dev.millrace.launcher.settings.MillraceSettings;
import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.launcher.traffic.Traffic;
import dev.millrace.launcher.traffic.TrafficSettings;
import dev.millrace.launcher.traffic.TrafficStatus;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.streams.latency.LatencySummary;
import dev.millrace.streams.verification.ListRefresh;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job from an empty folder to proved numbers, on one screen. */
@Command(
        name = "demo",
        header = "Shows the whole pipeline at work on believable data, and proves the result.",
        description = {
            "",
            "Starts the servers, loads people, courses, projects and practitioners, plays live"
                    + " traffic while one screen shows every stage, then waits until everything has"
                    + " drained and compares each derived table with its oracle.",
            "Ctrl-C ends the traffic early; a second one, or SIGTERM, ends the program.",
            ""
        })
final class DemoCommand implements Callable<Integer> {

    private static final Duration FRAME = Duration.ofSeconds(1);
    private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(120);

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private TrafficOptions play = new TrafficOptions();

    @Option(
            names = "--duration",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long the traffic runs (default: 60).")
    private int seconds;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        TrafficSettings trafficSettings = play.traffic();
        PopulationSettings populationSettings = play.population();
        MillraceSettings settings = common.settings("demo");
        Screen screen = new Screen(spec.commandLine().getOut());
        StopSignal stop = StopSignal.listen();
        long started = System.nanoTime();
        try (Monitoring monitoring =
                        Monitoring.start(settings, "demo", EnumSet.of(Duty.INGEST, Duty.STREAMS));
                Pipeline pipeline =
                        Pipeline.open(
                                settings,
                                what -> screen.say("starting " + what),
                                monitoring.registry());
                HikariDataSource application =
                        ApplicationPool.open(
                                pipeline.connections().as(Role.APP),
                                trafficSettings.threads() + 1)) {
            monitoring.watch(pipeline);
            screen.say("health and metrics at " + monitoring.url());
            return pipeline.explaining(() -> {
                // The stores start while the population loads: nothing to read yet.
                pipeline.startStreams();
                pipeline.startSearch();
                boolean isScored = isScored(pipeline);
                PopulationResult population = load(application, populationSettings, screen);
                pipeline.startIngest();
                catchUp(pipeline, screen, stop, started);
                if (isScored && !population.alreadyThere() && !stop.isRequested()) {
                    scoreAnew(pipeline, screen);
                }
                return run(pipeline, application, trafficSettings, screen, stop);
            });
        }
    }

    private static PopulationResult load(
            DataSource application, PopulationSettings settings, Screen screen) {
        PopulationResult population = Population.load(application, settings, Clock.systemUTC());
        screen.say(
                population.alreadyThere()
                        ? "population is there already"
                        : "population of %,d rows loaded".formatted(population.total()));
        return population;
    }

    /** Whether rows are there that a model has made before the population brings its own. */
    private static boolean isScored(Pipeline pipeline) {
        DSLContext sql = DSL.using(pipeline.ownerPool(), SQLDialect.POSTGRES);
        return sql.fetchExists(MATCH_SCORES) || sql.fetchExists(MEMBER_MATCHES);
    }

    /** A changed model changes no row by itself; job match-rescore does this where jobs run. */
    private static void scoreAnew(Pipeline pipeline, Screen screen) {
        StoreCheck check = new StoreCheck(pipeline.connections());
        for (DerivedStore store :
                List.of(DerivedStores.MATCH_SCORES, DerivedStores.MEMBER_MATCHES)) {
            if (check.compare(store.name()).left() > 0) {
                screen.say(store.name() + " has rows of another model: building it anew");
                check.rebuild(store.name());
            }
        }
    }

    /** What the traffic shows is to be the steady state, not the first load. */
    private static void catchUp(Pipeline pipeline, Screen screen, StopSignal stop, long started) {
        awaitFirstRow(pipeline, stop);
        screen.say("first derived row after %.1f s".formatted(secondsSince(started)));
        if (!stop.isRequested()) {
            DerivedCheck.awaitDrained(pipeline, DRAIN_PATIENCE);
            // What is recommended follows from all the rest: lists made on the way lack some of it.
            ListRefresh.ask(pipeline.connections().as(Role.OPERATOR));
            screen.say("caught up after %.1f s".formatted(secondsSince(started)));
        }
    }

    private int run(
            Pipeline pipeline,
            HikariDataSource application,
            TrafficSettings trafficSettings,
            Screen screen,
            StopSignal stop) {
        TrafficStatus played;
        ProcessTree.Peak memory = new ProcessTree.Peak();
        try (TopHits hits = TopHits.of(pipeline.connections().search());
                Traffic traffic = Traffic.start(application, trafficSettings)) {
            screen.say("traffic runs");
            if (screen.isInteractive()) {
                screen.clear();
            }
            watch(pipeline, traffic, hits, screen, stop, memory);
            traffic.stop();
            played = traffic.status();
            List<String> found = hits.lines();
            if (!found.isEmpty()) {
                screen.say(hits.head());
                found.forEach(hit -> screen.say("  " + hit));
            }
        }
        if (stop.isTerminated()) {
            return Failures.FAILED;
        }
        screen.say("traffic stopped, waiting until everything has drained");
        LatencySummary latency = pipeline.latency();
        DerivedCheck check =
                DerivedCheck.drained(
                        pipeline, IndexChecks.everythingThatRuns(pipeline), DRAIN_PATIENCE);
        screen.say(check.table());
        screen.say(TrafficStage.summary(played));
        screen.say(
                "latency    commit to derived row: median %,d ms, 95 %% within %,d ms, 99 %% within %,d ms (%,d rows)"
                        .formatted(
                                latency.p50().toMillis(),
                                latency.p95().toMillis(),
                                latency.p99().toMillis(),
                                latency.count()));
        memory.look(pipeline.devStack());
        screen.say("memory     %,d MB at most, all processes".formatted(memory.megabytes()));
        screen.say(check.summary());
        return check.isRight() ? 0 : Failures.FAILED;
    }

    private void watch(
            Pipeline pipeline,
            Traffic traffic,
            TopHits hits,
            Screen screen,
            StopSignal stop,
            ProcessTree.Peak memory) {
        DSLContext sql = DSL.using(pipeline.ownerPool(), SQLDialect.POSTGRES);
        Stages stages = new Stages(pipeline);
        long start = System.nanoTime();
        long end = start + Duration.ofSeconds(seconds).toNanos();
        while (System.nanoTime() < end && !stop.await(FRAME)) {
            pipeline.failIfBroken();
            memory.look(pipeline.devStack());
            Duration running = Duration.ofNanos(System.nanoTime() - start);
            String clock = "%d:%02d".formatted(running.toMinutes(), running.toSecondsPart());
            List<Stage> all = new ArrayList<>();
            all.add(TrafficStage.of(traffic.status()));
            all.addAll(stages.look());
            if (screen.isInteractive()) {
                String title =
                        "Millrace demo  %s of %d:%02d".formatted(clock, seconds / 60, seconds % 60);
                screen.draw(
                        Dashboard.lines(title, all, Leaders.read(sql), hits.head(), hits.lines()));
            } else {
                screen.say(Dashboard.line(clock, all));
            }
        }
    }

    /** Waits for the first row of any derived table. */
    private static void awaitFirstRow(Pipeline pipeline, StopSignal stop) {
        DSLContext sql = DSL.using(pipeline.ownerPool(), SQLDialect.POSTGRES);
        while (!sql.fetchExists(COURSE_STATISTICS) && !sql.fetchExists(MATCH_SCORES)) {
            pipeline.failIfBroken();
            if (stop.await(Duration.ofMillis(50))) {
                return;
            }
        }
    }

    private static double secondsSince(long started) {
        return (System.nanoTime() - started) / 1e9;
    }
}
