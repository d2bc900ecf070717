package dev.millrace.bench.derived;

import dev.millrace.bench.derived.check.Expectation;
import dev.millrace.bench.derived.check.Verdict;
import dev.millrace.bench.derived.data.DataSet;
import dev.millrace.bench.derived.load.Application;
import dev.millrace.bench.derived.measure.Build;
import dev.millrace.bench.derived.measure.Cost;
import dev.millrace.bench.derived.measure.Freshness;
import dev.millrace.bench.derived.measure.Idle;
import dev.millrace.bench.derived.measure.Placement;
import dev.millrace.bench.derived.measure.Recovery;
import dev.millrace.bench.derived.probe.ProbeRows;
import dev.millrace.bench.derived.solution.OwnProcess;
import dev.millrace.bench.derived.solution.Solution;
import dev.millrace.bench.derived.solution.SolutionKind;
import dev.millrace.bench.derived.solution.Solutions;
import dev.millrace.bench.servers.BenchServers;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Measures our stores beside what one would otherwise do, on servers of its own. */
public final class DerivedBench {

    private static final Duration VERDICT_PATIENCE = Duration.ofSeconds(90);

    private final DerivedSettings settings;
    private final Consumer<String> progress;
    private final ProbeRows probes = new ProbeRows();

    /**
     * @param progress told in a line what is being done
     */
    public DerivedBench(DerivedSettings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Runs everything that the settings ask for. A solution that fails is reported as failed; the
     * others go on.
     *
     * @throws PipelineException when a server does not start or the database fails
     * @throws InterruptedException when interrupted
     */
    public DerivedReport run() throws InterruptedException {
        progress.accept("starting PostgreSQL and Kafka");
        try (BenchServers servers = servers()) {
            progress.accept("loading rows");
            long begin = System.nanoTime();
            DataSet data = DataSet.load(servers, settings.scale());
            progress.accept("%,d rows in %.0f s".formatted(data.total(), secondsSince(begin)));
            servers.brokerGivesWay(settings.nice());
            Application application = Application.of(servers);
            Idle idle =
                    Idle.measure(
                            servers,
                            application,
                            settings.rate(),
                            settings.warmUp(),
                            settings.time());
            List<SolutionResult> results = new ArrayList<>();
            for (SolutionKind kind : settings.solutions()) {
                results.add(measure(servers, data, application, kind));
            }
            return new DerivedReport(settings, version(servers), data, idle, results);
        } catch (SQLException e) {
            throw new PipelineException(
                    ErrorKind.SERVER_UNREACHABLE, "the benchmark's database: " + e.getMessage(), e);
        }
    }

    private BenchServers servers() throws InterruptedException {
        return settings.apart()
                ? BenchServers.startApart(settings.folder())
                : BenchServers.start(settings.folder());
    }

    private SolutionResult measure(
            BenchServers servers, DataSet data, Application application, SolutionKind kind)
            throws SQLException, InterruptedException {
        Attempt attempt = new Attempt(servers, application, SolutionResult.of(kind));
        try (Solution solution = Solutions.of(kind, servers, settings)) {
            attempt.run(solution, data);
        } catch (SQLException | RuntimeException e) {
            String reason =
                    e instanceof PipelineException ? String.valueOf(e.getMessage()) : e.toString();
            progress.accept(kind.key() + " failed: " + reason);
            return attempt.result.failed(reason);
        }
        return attempt.result;
    }

    /** One solution, step by step; what was measured stays when a later step fails. */
    private final class Attempt {

        private final BenchServers servers;
        private final Application application;
        private SolutionResult result;

        Attempt(BenchServers servers, Application application, SolutionResult nothing) {
            this.servers = servers;
            this.application = application;
            this.result = nothing;
        }

        void run(Solution solution, DataSet data) throws SQLException, InterruptedException {
            DataSet.settle(servers);
            if (solution.stores().isEmpty()) {
                solution.build();
                costs(solution);
                return;
            }
            Expectation expectation = new Expectation(servers);
            say("builds from nothing");
            Build build = Build.run(solution, expectation, data.total(), settings.buildPatience());
            result = result.with(build);
            say(
                    "first build %s, %.1f s, plain SQL %.1f s"
                            .formatted(
                                    build.isDone() ? "right" : "NOT right: " + build.lacking(),
                                    build.seconds(),
                                    build.plainSeconds()));
            if (!build.isDone() && solution.buildsInBackground()) {
                throw new PipelineException(
                        ErrorKind.TIMED_OUT,
                        "the first build was not right after %.0f s: %s"
                                .formatted(build.seconds(), build.lacking()));
            }
            if (solution.kind() == SolutionKind.OURS) {
                long begin = System.nanoTime();
                solution.stop();
                solution.start();
                if (Cost.awaitUpToDate(servers, solution, probes, settings.buildPatience())) {
                    result = result.withAllStores(secondsSince(begin));
                    say("all stores complete after another %.1f s".formatted(secondsSince(begin)));
                } else {
                    say("NOT all stores complete after %.1f s".formatted(secondsSince(begin)));
                }
            }
            costs(solution);
            Freshness freshness =
                    Freshness.measure(
                            servers,
                            solution,
                            application,
                            probes,
                            settings.rate(),
                            settings.warmUp(),
                            settings.time());
            result = result.with(freshness);
            say(
                    "readable after %.0f ms at the median, 99 %% within %.0f ms, at %,.0f changes/s"
                            .formatted(
                                    freshness.all().quantileMillis(0.5),
                                    freshness.all().quantileMillis(0.99),
                                    freshness.written().changesPerSecond()));
            if (solution instanceof OwnProcess process) {
                Recovery recovery =
                        Recovery.measure(servers, process, application, probes, settings.rate());
                result = result.with(recovery);
                say(
                        "%s %.1f s after kill -9"
                                .formatted(
                                        recovery.fresh() ? "fresh again" : "NOT fresh",
                                        recovery.seconds()));
            }
            Verdict verdict =
                    Verdict.await(expectation, solution.comparedStores(), VERDICT_PATIENCE);
            result = result.with(verdict);
            say(
                    verdict.isRight()
                            ? "equals the oracle"
                            : "WRONG: %,d rows differ from the oracle".formatted(verdict.total()));
        }

        /** In this order: the second starts the solution anew, on all processors. */
        private void costs(Solution solution) throws SQLException, InterruptedException {
            if (settings.apart()) {
                result = result.withApart(cost(solution, Placement.APART));
            }
            result = result.with(cost(solution, Placement.SHARED));
        }

        private Cost cost(Solution solution, Placement placement)
                throws SQLException, InterruptedException {
            Cost cost =
                    Cost.measure(
                            servers,
                            solution,
                            application,
                            probes,
                            settings.rounds(),
                            settings.round(),
                            placement);
            say(
                    "%,.0f transactions/s without, %,.0f with%s"
                            .formatted(
                                    cost.transactionsWithout(),
                                    cost.transactionsWith(),
                                    placement == Placement.APART ? ", on two halves" : ""));
            return cost;
        }

        private void say(String what) {
            progress.accept("%-8s %s".formatted(result.kind().key(), what));
        }
    }

    private static double secondsSince(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static String version(BenchServers servers) throws SQLException {
        try (Connection connection = servers.connect()) {
            return connection.getMetaData().getDatabaseProductVersion();
        }
    }
}
