package dev.millrace.launcher.command;

import dev.millrace.ingest.request.RowRequests;
import dev.millrace.ingest.request.RowRequests.Answer;
import dev.millrace.launcher.pipeline.Connections;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.screen.TextTable;
import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.schema.deadletter.DeadLetter;
import dev.millrace.schema.deadletter.DeadLetterReader;
import dev.millrace.schema.deadletter.DeadLetterReader.Kept;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Dead letters, one a line. */
@Command(
        name = "list",
        header = "Lists dead letters, the oldest first.",
        description = {"", "Exit code 0 whether there are any or not.", ""})
final class DlqListCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "TOPIC",
            description = "Only of this topic, for example dlq.ingest.")
    private @Nullable String topic;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "At most so many, the newest (default: 100).")
    private int limit;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--limit is " + limit + ", expected 1 or more");
        }
        Connections servers = DeadLetters.connections(common.settings("dlq"));
        Screen screen = new Screen(spec.commandLine().getOut());
        try (DeadLetterReader reader = new DeadLetterReader(servers.kafka());
                RowRequests requests = RowRequests.open(servers.as(Role.OPERATOR))) {
            List<Kept> letters =
                    reader
                            .letters(
                                    DeadLetters.topics(
                                            reader, Optional.ofNullable(topic), spec.commandLine()))
                            .stream()
                            .sorted(Comparator.comparing((Kept kept) -> kept.letter().time()))
                            .toList();
            if (letters.isEmpty()) {
                screen.say("no dead letters");
                return 0;
            }
            int from = Math.max(0, letters.size() - limit);
            screen.say(table(letters.subList(from, letters.size()), requests.answers()).lines());
            if (from > 0) {
                screen.say("and %,d older ones; see --limit".formatted(from));
            }
            return 0;
        }
    }

    private static TextTable table(List<Kept> letters, Map<String, Answer> answers) {
        TextTable table =
                new TextTable("topic", "position", "time", "table", "key", "reason", "replayed");
        for (Kept kept : letters) {
            DeadLetter letter = kept.letter();
            table.row(
                    kept.place().topic(),
                    kept.place().position(),
                    DeadLetters.time(letter),
                    DeadLetters.table(letter),
                    DeadLetters.key(letter),
                    DeadLetters.visible(letter.reason()),
                    Optional.ofNullable(answers.get(kept.place().toString()))
                            .map(Answer::inWords)
                            .orElse("no"));
        }
        return table;
    }
}
