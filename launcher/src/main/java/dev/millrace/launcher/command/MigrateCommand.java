package dev.millrace.launcher.command;

import dev.millrace.launcher.pipeline.Pipeline;
import dev.millrace.launcher.settings.MillraceSettings;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Brings roles, database, schema and topics up to date, and ends. */
@Command(
        name = "migrate",
        header = "Brings roles, database, schema and topics up to date.",
        description = {
            "",
            "Roles and database are made only where database.admin-user is configured (or the"
                    + " embedded servers are used). Running it again changes nothing.",
            ""
        })
final class MigrateCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        MillraceSettings settings = common.settings("migrate");
        PrintWriter out = spec.commandLine().getOut();
        try (Pipeline pipeline =
                Pipeline.open(settings, what -> out.println("preparing " + what))) {
            out.println(
                    "up to date: "
                            + pipeline.connections().as(MillraceSettings.Role.OWNER).jdbcUrl());
        }
        out.flush();
        return 0;
    }
}
