package dev.millrace.launcher.command;

import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.launcher.pipeline.Pipeline;
import dev.millrace.launcher.population.Population;
import dev.millrace.launcher.population.PopulationResult;
import dev.millrace.launcher.population.PopulationSettings;
import dev.millrace.launcher.rows.ApplicationPool;
import dev.millrace.launcher.screen.Dashboard;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.settings.MillraceSettings;
import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.launcher.traffic.Traffic;
import dev.millrace.launcher.traffic.TrafficSettings;
import dev.millrace.launcher.traffic.TrafficStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Plays the demo's application against a pipeline that runs elsewhere. */
@Command(
        name = "simulate",
        header = "Plays the demo's traffic against a running pipeline.",
        description = {"", "Loads the demo's population first where the database has none.", ""})
final class SimulateCommand implements Callable<Integer> {

    private static final Duration LOOK = Duration.ofSeconds(1);

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private TrafficOptions play = new TrafficOptions();

    @Option(
            names = "--duration",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "How long to play; 0 until Ctrl-C (default: 0).")
    private int seconds;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        TrafficSettings trafficSettings = play.traffic();
        PopulationSettings populationSettings = play.population();
        MillraceSettings settings = common.settings("simulate");
        Screen screen = new Screen(spec.commandLine().getOut());
        StopSignal stop = StopSignal.listen();
        try (Pipeline pipeline =
                        Pipeline.attach(settings).orElseThrow(() -> RoleRun.nothingRuns(settings));
                HikariDataSource application =
                        ApplicationPool.open(
                                pipeline.connections().as(Role.APP),
                                trafficSettings.threads() + 1)) {
            PopulationResult population =
                    Population.load(application, populationSettings, Clock.systemUTC());
            if (!population.alreadyThere()) {
                screen.say("population of %,d rows loaded".formatted(population.total()));
            }
            TrafficStatus played = play(application, trafficSettings, screen, stop);
            screen.say(TrafficStage.summary(played));
            return played.failures() == 0 ? 0 : Failures.FAILED;
        }
    }

    private TrafficStatus play(
            HikariDataSource application,
            TrafficSettings trafficSettings,
            Screen screen,
            StopSignal stop) {
        try (Traffic traffic = Traffic.start(application, trafficSettings)) {
            screen.say("traffic runs");
            for (int second = 1;
                    !stop.await(LOOK) && (seconds == 0 || second < seconds);
                    second++) {
                String clock = "%d:%02d".formatted(second / 60, second % 60);
                screen.say(Dashboard.line(clock, List.of(TrafficStage.of(traffic.status()))));
            }
            traffic.stop();
            return traffic.status();
        }
    }
}
