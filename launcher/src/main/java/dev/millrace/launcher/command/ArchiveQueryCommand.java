package dev.millrace.launcher.command;

import dev.millrace.batch.BatchFolders;
import dev.millrace.batch.archive.ArchiveQuery;
import dev.millrace.batch.archive.ArchiveQuery.Answer;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.screen.TextTable;
import dev.millrace.launcher.settings.MillraceSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Live and archived rows together. */
@Command(
        name = "query",
        header = "Answers a SELECT over live and archived rows together.",
        description = {
            "",
            "Tables are wellness.bookings, wellness.booking_participants,"
                    + " wellness.booking_reschedule_requests, engagement.messages,"
                    + " engagement.message_reactions, analytics.user_activity_logs and"
                    + " ops.audit_logs; each row is there once. The SQL is that of DuckDB. Live rows"
                    + " are those of one moment.",
            "",
            "  millrace archive query \"select count(*) from wellness.bookings\"",
            ""
        })
final class ArchiveQueryCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Parameters(paramLabel = "SELECT", description = "The question.")
    private String select = "";

    @Option(
            names = "--limit",
            paramLabel = "ROWS",
            description = "Rows of the answer at most (default: ${DEFAULT-VALUE}).")
    private int limit = 1000;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = new Screen(spec.commandLine().getOut());
        MillraceSettings settings = common.settings("archive");
        BatchFolders folders = settings.batch().folders();
        try (BatchOperations operations = BatchAccess.open(settings)) {
            Answer answer =
                    operations.look(
                            sql -> new ArchiveQuery(folders.archive()).ask(sql, select, limit));
            if (options.isJson()) {
                screen.say(
                        BatchOptions.json(
                                answer.rows().stream()
                                        .map(row -> json(answer.columns(), row))
                                        .toList()));
            } else {
                screen.say(table(answer));
                screen.say(
                        answer.isWhole()
                                ? "%d rows".formatted(answer.rows().size())
                                : "the first %d rows; --limit shows more".formatted(limit));
            }
            return 0;
        }
    }

    private static List<String> table(Answer answer) {
        TextTable table = new TextTable(answer.columns().toArray(String[]::new));
        for (List<@Nullable String> row : answer.rows()) {
            List<String> cells = new ArrayList<>();
            for (String value : row) {
                cells.add(value == null ? "" : value.replaceAll("\\p{Cntrl}", " "));
            }
            table.row(cells.toArray(String[]::new));
        }
        return table.lines();
    }

    private static Map<String, @Nullable String> json(
            List<String> columns, List<@Nullable String> row) {
        Map<String, @Nullable String> json = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            json.put(columns.get(i), row.get(i));
        }
        return json;
    }
}
