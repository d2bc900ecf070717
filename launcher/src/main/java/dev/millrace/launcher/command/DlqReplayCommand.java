package dev.millrace.launcher.command;

import dev.millrace.ingest.request.ReplayPlan;
import dev.millrace.ingest.request.RowRequests;
import dev.millrace.ingest.request.RowRequests.Answer;
import dev.millrace.launcher.pipeline.Connections;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.settings.MillraceSettings;
import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.schema.capture.CapturedTables;
import dev.millrace.schema.deadletter.DeadLetterReader;
import dev.millrace.schema.deadletter.DeadLetterReader.Kept;
import dev.millrace.schema.deadletter.LetterPlace;
import dev.millrace.schema.topics.RowKeySerde;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings the rows of dead letters into their topics as they are now. */
@Command(
        name = "replay",
        header = "Brings the rows of dead letters into their topics as they are now.",
        description = {
            "",
            "Ingest reads each row anew, in step with the log, so an older value never overwrites a"
                    + " newer one; a row that is gone is removed from its topic. Mend the cause first."
                    + " Needs an ingest that runs.",
            "",
            "What a store could not use comes again in this way when it was a row of a table; for"
                    + " anything else a rebuild of the store is the way.",
            "",
            "Exit code 0 when every letter is answered; 1 otherwise.",
            ""
        })
final class DlqReplayCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();

    @Parameters(index = "0", paramLabel = "TOPIC", description = "For example dlq.ingest.")
    private String topic = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "PARTITION:OFFSET",
            description = "These letters; without any, all that are not answered yet.")
    private List<String> positions = List.of();

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "Longest wait for ingest (default: 120).")
    private int patienceSeconds;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        List<LetterPlace> places =
                positions.stream()
                        .map(position -> DeadLetters.place(topic, position, spec.commandLine()))
                        .toList();
        MillraceSettings settings = common.settings("dlq");
        Connections servers = DeadLetters.connections(settings);
        Screen screen = new Screen(spec.commandLine().getOut());
        try (DeadLetterReader reader = new DeadLetterReader(servers.kafka());
                RowRequests requests = RowRequests.open(servers.as(Role.OPERATOR))) {
            List<Kept> all =
                    reader.letters(
                            DeadLetters.topics(reader, Optional.of(topic), spec.commandLine()));
            List<Kept> chosen = chosen(all, places, requests.answers());
            List<LetterPlace> missing =
                    places.stream()
                            .filter(place -> all.stream().noneMatch(k -> k.place().equals(place)))
                            .toList();
            missing.forEach(place -> screen.say(place + ": no such dead letter"));
            ReplayPlan plan = ReplayPlan.of(chosen, CapturedTables.all());
            plan.refusals()
                    .forEach(refusal -> screen.say(refusal.letter() + ": " + refusal.reason()));
            if (chosen.isEmpty() && missing.isEmpty()) {
                screen.say("nothing to replay");
            }
            boolean answered = replay(plan, settings.slotName(), requests, screen);
            return answered && plan.refusals().isEmpty() && missing.isEmpty() ? 0 : Failures.FAILED;
        }
    }

    private static List<Kept> chosen(
            List<Kept> all, List<LetterPlace> places, Map<String, Answer> answers) {
        return all.stream()
                .filter(kept ->
                        places.isEmpty()
                                ? Optional.ofNullable(answers.get(kept.place().toString()))
                                        .filter(Answer::isRight)
                                        .isEmpty()
                                : places.contains(kept.place()))
                .toList();
    }

    private boolean replay(ReplayPlan plan, String slot, RowRequests requests, Screen screen)
            throws InterruptedException {
        Map<UUID, ReplayPlan.Row> asked = new LinkedHashMap<>();
        for (ReplayPlan.Row row : plan.rows()) {
            asked.put(requests.request(slot, row.table(), row.key(), row.letters()), row);
        }
        Map<UUID, Answer> answers =
                requests.await(asked.keySet(), Duration.ofSeconds(patienceSeconds));
        boolean isRight = true;
        for (Map.Entry<UUID, ReplayPlan.Row> request : asked.entrySet()) {
            Optional<Answer> answer = Optional.ofNullable(answers.get(request.getKey()));
            screen.say(
                    "%s %s: %s"
                            .formatted(
                                    request.getValue().table().qualifiedName(),
                                    DeadLetters.visible(
                                            new String(
                                                    RowKeySerde.toBytes(request.getValue().key()),
                                                    StandardCharsets.UTF_8)),
                                    answer.filter(Answer::isEnded)
                                            .map(Answer::inWords)
                                            .orElse(
                                                    "still asked for; ingest answers when it runs, see ./millrace status")));
            isRight &= answer.filter(Answer::isRight).isPresent();
        }
        return isRight;
    }
}
