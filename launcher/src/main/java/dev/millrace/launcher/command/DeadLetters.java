package dev.millrace.launcher.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.launcher.pipeline.Connections;
import dev.millrace.launcher.settings.MillraceSettings;
import dev.millrace.schema.deadletter.DeadLetter;
import dev.millrace.schema.deadletter.DeadLetter.Origin;
import dev.millrace.schema.deadletter.DeadLetterReader;
import dev.millrace.schema.deadletter.DeadLetterReader.Kept;
import dev.millrace.schema.deadletter.LetterPlace;
import dev.millrace.schema.topics.Headers;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What the commands about dead letters share: which topics there are, and how letters look. */
final class DeadLetters {

    private DeadLetters() {}

    /** The servers that run, which nobody is started for here. */
    static Connections connections(MillraceSettings settings) {
        return Connections.toRunning(settings).orElseThrow(() -> RoleRun.nothingRuns(settings));
    }

    /**
     * The topics that are meant.
     *
     * @param topic one of them, or empty for all
     */
    static Set<String> topics(
            DeadLetterReader reader, Optional<String> topic, CommandLine commandLine) {
        Set<String> all = reader.topics();
        if (topic.isEmpty()) {
            return all;
        }
        if (!all.contains(topic.get())) {
            throw new ParameterException(
                    commandLine,
                    "no dead-letter topic '%s', expected one of: %s"
                            .formatted(topic.get(), String.join(", ", all)));
        }
        return Set.of(topic.get());
    }

    static LetterPlace place(String topic, String position, CommandLine commandLine) {
        try {
            return LetterPlace.of(topic, position);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(commandLine, String.valueOf(e.getMessage()), e);
        }
    }

    /** When it was set aside, to the second. */
    static String time(DeadLetter letter) {
        return letter.time().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** The table of a row, or the topic of a record. */
    static String table(DeadLetter letter) {
        return switch (letter.origin()) {
            case Origin.Source row -> row.table();
            case Origin.Record record -> record.topic();
        };
    }

    static String key(DeadLetter letter) {
        return letter.key().map(DeadLetters::text).orElse("-");
    }

    /** All that is known of a letter, a line each. */
    static List<String> everything(Kept kept, String replayed) {
        DeadLetter letter = kept.letter();
        return List.of(
                "letter     " + kept.place(),
                "set aside  " + letter.time(),
                "kind       " + letter.kind(),
                "reason     " + visible(letter.reason()),
                "from       " + from(letter.origin()),
                "key        " + key(letter),
                "replayed   " + replayed,
                "kept       " + letter.value().map(DeadLetters::text).orElse("nothing"));
    }

    /** Text that somebody else wrote, harmless to a terminal. */
    static String visible(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.isISOControl(c) ? '\u2423' : c)
                .forEach(visible::appendCodePoint);
        return visible.toString();
    }

    private static String from(Origin origin) {
        return switch (origin) {
            case Origin.Source row ->
                    "table %s, operation %s at LSN %s%s, %s %d us"
                            .formatted(
                                    row.table(),
                                    row.operation(),
                                    row.lsn(),
                                    row.xid().isPresent()
                                            ? ", transaction %d, change %d"
                                                    .formatted(
                                                            row.xid().getAsLong(),
                                                            row.ordinal().orElse(0))
                                            : ", read from the table",
                                    Headers.COMMIT_TIME,
                                    row.commitMicros());
            case Origin.Record record ->
                    "topic %s, partition %d, offset %d"
                            .formatted(record.topic(), record.partition(), record.offset());
        };
    }

    private static String text(Bytes bytes) {
        return visible(new String(bytes.get(), UTF_8));
    }
}
