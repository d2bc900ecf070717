package dev.millrace.launcher.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Work that runs to an end. */
@Command(
        name = "jobs",
        header = "Lists, runs, stops, restarts and schedules batch jobs.",
        description = {
            "",
            "A job runs once at a time, whoever starts it and wherever. One that failed, was stopped"
                    + " or lost its process waits: restart goes on with the same parameters where it"
                    + " was, abandon gives it up. Every command that changes something is in"
                    + " ops.audit_logs with who gave it.",
            "",
            "Exit codes: 0 done, 1 failed, stopped or refused, 2 wrong usage, 70 defect.",
            ""
        },
        synopsisSubcommandLabel =
                "(list | show | run | history | stop | restart | abandon | schedule | pause | resume"
                        + " | next)",
        subcommands = {
            JobsListCommand.class,
            JobsShowCommand.class,
            JobsRunCommand.class,
            JobsHistoryCommand.class,
            JobsStopCommand.class,
            JobsRestartCommand.class,
            JobsAbandonCommand.class,
            JobsScheduleCommand.class,
            JobsPauseCommand.class,
            JobsResumeCommand.class,
            JobsNextCommand.class,
            JobsHolidaysCommand.class
        })
final class JobsCommand implements Runnable {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    private boolean help;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a command is missing: list, show, run, history, stop, restart, abandon, schedule, pause,"
                        + " resume, next or holidays");
    }
}
