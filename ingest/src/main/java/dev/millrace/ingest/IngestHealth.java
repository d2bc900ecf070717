package dev.millrace.ingest;

import dev.millrace.ingest.publication.BadRows;
import dev.millrace.ingest.watch.AlarmLevel;
import dev.millrace.ingest.watch.CaptureView;
import dev.millrace.ingest.watch.SourceView;
import dev.millrace.schema.failure.ErrorPolicy;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether ingest does what it is there for.
 *
 * @param level fine, worth a warning, or critical: it does not carry changes as it should
 * @param reasons why it is not fine, without any value of a row; empty when it is
 */
public record IngestHealth(AlarmLevel level, List<String> reasons) {

    // Looks come at least every 5 seconds, and each waits 5 for its answer.
    private static final Duration SILENCE_MAX = Duration.ofSeconds(12);

    public IngestHealth {
        reasons = List.copyOf(reasons);
    }

    static IngestHealth of(IngestStatus status, CaptureView view) {
        Reasons reasons = new Reasons();
        switch (status.phase()) {
            case STREAMING -> {
                // As it should be.
            }
            case STARTING -> reasons.critical("starting" + because(status));
            case SNAPSHOT ->
                    reasons.critical(
                            status.snapshot()
                                    .map(s ->
                                            "copying, %d of about %d rows done"
                                                    .formatted(s.rowsCopied(), s.rowsExpected()))
                                    .orElse("copying"));
            case STOPPED -> reasons.critical("stopped");
            case FAILED -> reasons.critical("failed" + because(status));
        }
        if (view.silence().compareTo(SILENCE_MAX) > 0) {
            reasons.critical(
                    "the source has not answered for %d s".formatted(view.silence().toSeconds()));
        }
        view.slot().ifPresent(slot -> judge(slot, view, reasons));
        if (view.behindLevel() != AlarmLevel.FINE) {
            reasons.add(
                    view.behindLevel(),
                    "the newest published commit is %d s old"
                            .formatted(view.behind().orElse(Duration.ZERO).toSeconds()));
        }
        if (status.rowsWaiting() > 0) {
            reasons.add(
                    AlarmLevel.WARNING,
                    "%d rows could not be published, see ./millrace dlq list %s"
                            .formatted(
                                    status.rowsWaiting(),
                                    Topics.deadLetters(BadRows.CONSUMER).name()));
        }
        return new IngestHealth(reasons.worst, reasons.texts);
    }

    private static void judge(SourceView.Slot slot, CaptureView view, Reasons reasons) {
        if (slot.walStatus().equals("lost") || slot.walStatus().equals("unreserved")) {
            reasons.critical("the log that the slot needs is " + slot.walStatus());
        }
        if (view.retainedLevel() != AlarmLevel.FINE) {
            reasons.add(
                    view.retainedLevel(),
                    "the slot keeps %d bytes of log, critical from %d"
                            .formatted(slot.retainedBytes(), view.retainedLimits().critical()));
        }
    }

    /** The kind alone: a message may quote what a server said of a row. */
    private static String because(IngestStatus status) {
        return status.failure()
                .map(PipelineException::kind)
                .map(kind ->
                        ": %s (%s)"
                                .formatted(
                                        kind.name().toLowerCase(Locale.ROOT),
                                        ErrorPolicy.hintFor(kind)))
                .orElse("");
    }

    private static final class Reasons {
        final List<String> texts = new ArrayList<>();
        AlarmLevel worst = AlarmLevel.FINE;

        void critical(String text) {
            add(AlarmLevel.CRITICAL, text);
        }

        void add(AlarmLevel level, String text) {
            texts.add(text);
            worst = level.compareTo(worst) > 0 ? level : worst;
        }
    }
}
