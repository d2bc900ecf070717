package dev.millrace.launcher.command;

import dev.millrace.devstack.DevStackException;
import dev.millrace.launcher.health.Duty;
import dev.millrace.launcher.health.Monitoring;
import dev.millrace.launcher.pipeline.Connections;
import dev.millrace.launcher.pipeline.Pipeline;
import dev.millrace.launcher.pipeline.RolePasswords;
import dev.millrace.launcher.pipeline.RunningIndexes;
import dev.millrace.launcher.pipeline.Stages;
import dev.millrace.launcher.screen.Dashboard;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.settings.MillraceSettings;
import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.schema.failure.PipelineException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the whole pipeline until it is told to stop. */
@Command(
        name = "up",
        header = "Starts everything, without data or traffic, and prints where to connect.",
        description = {
            "",
            "Starts the embedded servers (or uses those of --config), brings the schema up to date"
                    + " and runs ingest, all stores, the search indexes and the batch jobs that are due"
                    + " until Ctrl-C or SIGTERM. Without search: --set search.enabled=false.",
            ""
        })
final class UpCommand implements Callable<Integer> {

    private static final Duration LOOK = Duration.ofSeconds(1);

    @Mixin private CommonOptions common = new CommonOptions();

    @Option(
            names = "--report-every",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "Prints a line about the stages this often; 0 never (default: 60).")
    private int reportSeconds;

    @Spec private CommandSpec spec;

    private @Nullable String searchFailure;

    @Override
    public Integer call() {
        MillraceSettings settings = common.settings("up");
        Screen screen = new Screen(spec.commandLine().getOut());
        StopSignal stop = StopSignal.listen();
        try (Monitoring monitoring = Monitoring.start(settings, "up", duties(settings));
                Pipeline pipeline =
                        Pipeline.open(
                                settings,
                                what -> screen.say("starting " + what),
                                monitoring.registry())) {
            monitoring.watch(pipeline);
            pipeline.start();
            if (settings.batch().schedule().isInUp()) {
                pipeline.startBatch();
            }
            printAddresses(screen, settings, pipeline.connections(), monitoring.url());
            Stages stages = new Stages(pipeline);
            int seconds = 0;
            boolean told = false;
            while (!stop.await(LOOK)) {
                pipeline.failIfServersDied();
                reviveSearchServer(pipeline, screen);
                Optional<PipelineException> failure = pipeline.ingestFailure();
                if (failure.isPresent() && !told) {
                    // The stores and the servers go on; readiness says that the whole does not.
                    Failures.say(failure.get(), spec.commandLine().getErr());
                } else if (failure.isEmpty() && told) {
                    screen.say("ingest runs again");
                }
                told = failure.isPresent();
                if (reportSeconds > 0 && ++seconds % reportSeconds == 0) {
                    screen.say(Dashboard.line("up %d s".formatted(seconds), stages.look()));
                }
            }
            screen.say("stopping");
        }
        return 0;
    }

    private static Set<Duty> duties(MillraceSettings settings) {
        EnumSet<Duty> duties = EnumSet.allOf(Duty.class);
        if (!settings.batch().schedule().isInUp()) {
            duties.remove(Duty.BATCH);
        }
        return duties;
    }

    private void reviveSearchServer(Pipeline pipeline, Screen screen) {
        try {
            pipeline.reviveSearchServer()
                    .ifPresent(why ->
                            screen.say("the search server was started again: " + why.getMessage()));
        } catch (DevStackException e) {
            String why = String.valueOf(e.getMessage());
            if (!why.equals(searchFailure)) {
                // Nothing else needs it; it is tried again, and readiness says that it is missing.
                screen.say(why);
            }
            searchFailure = why;
        }
    }

    private static void printAddresses(
            Screen screen, MillraceSettings settings, Connections connections, String healthUrl) {
        screen.say("PostgreSQL  " + connections.as(Role.APP).jdbcUrl());
        screen.say("Kafka       " + connections.kafka().bootstrapServers());
        connections
                .search()
                .ifPresent(search -> screen.say("Search      " + search.url() + suffix(settings)));
        screen.say("Health      " + healthUrl + "/health/ready, metrics " + healthUrl + "/metrics");
        if (settings.servers() instanceof MillraceSettings.Servers.Embedded) {
            screen.say(
                    "Roles       millrace_app, millrace_analyst, millrace_operator, ...; passwords in "
                            + settings.folder().resolve(RolePasswords.FILE_NAME));
        }
        screen.say("Millrace runs. Stop it with Ctrl-C.");
    }

    private static String suffix(MillraceSettings settings) {
        return settings.search().isEmbedded() ? "  (" + RunningIndexes.EMBEDDED + ")" : "";
    }
}
