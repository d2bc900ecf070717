package dev.millrace.launcher.command;

import dev.millrace.ingest.request.RowRequests;
import dev.millrace.ingest.request.RowRequests.Answer;
import dev.millrace.launcher.pipeline.Connections;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.schema.deadletter.DeadLetterReader;
import dev.millrace.schema.deadletter.DeadLetterReader.Kept;
import dev.millrace.schema.deadletter.LetterPlace;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One dead letter, whole. */
@Command(
        name = "show",
        header = "Shows everything that is known of a dead letter.",
        description = {
            "",
            "That includes what is kept of its row. Exit code 1 when there is no such letter.",
            ""
        })
final class DlqShowCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();

    @Parameters(index = "0", paramLabel = "TOPIC", description = "For example dlq.ingest.")
    private String topic = "";

    @Parameters(
            index = "1",
            paramLabel = "PARTITION:OFFSET",
            description = "Its position, as list says it.")
    private String position = "";

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        LetterPlace place = DeadLetters.place(topic, position, spec.commandLine());
        Connections servers = DeadLetters.connections(common.settings("dlq"));
        Screen screen = new Screen(spec.commandLine().getOut());
        try (DeadLetterReader reader = new DeadLetterReader(servers.kafka());
                RowRequests requests = RowRequests.open(servers.as(Role.OPERATOR))) {
            DeadLetters.topics(reader, Optional.of(topic), spec.commandLine());
            Optional<Kept> kept = reader.letter(place);
            if (kept.isEmpty()) {
                screen.say(
                        "no dead letter at "
                                + place
                                + ": ./millrace dlq list says which are there");
                return Failures.FAILED;
            }
            screen.say(
                    DeadLetters.everything(
                            kept.get(),
                            Optional.ofNullable(requests.answers().get(place.toString()))
                                    .map(Answer::inWords)
                                    .orElse("no")));
            return 0;
        }
    }
}
