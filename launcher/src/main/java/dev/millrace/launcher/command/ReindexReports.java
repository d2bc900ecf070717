package dev.millrace.launcher.command;

import dev.millrace.launcher.screen.Screen;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.search.writer.IndexFill;
import java.time.Duration;

/** Says every other second how far a new index is, and how long it takes at its speed so far. */
final class ReindexReports {

    private static final long INTERVAL = Duration.ofSeconds(2).toNanos();

    private final SearchIndex index;
    private final Screen screen;
    private final long begin = System.nanoTime();
    private long first = -1;
    private long said = begin - INTERVAL;

    ReindexReports(SearchIndex index, Screen screen) {
        this.index = index;
        this.screen = screen;
    }

    void accept(IndexFill.Progress progress) {
        if (first < 0) {
            first = progress.done();
        }
        if (System.nanoTime() - said >= INTERVAL || progress.isAtEnd()) {
            said = System.nanoTime();
            screen.say(inWords(progress, Duration.ofNanos(said - begin)));
        }
    }

    private String inWords(IndexFill.Progress progress, Duration since) {
        String far =
                "%s: %,d of %,d records".formatted(index.name(), progress.done(), progress.total());
        double perSecond = (progress.done() - first) * 1e3 / Math.max(1, since.toMillis());
        String refused =
                progress.refused() == 0
                        ? ""
                        : ", %,d documents refused by the mapping".formatted(progress.refused());
        if (progress.isAtEnd()) {
            return far + refused + "; comparing";
        }
        return perSecond < 1
                ? far + refused
                : "%s%s, about %.0f s left"
                        .formatted(far, refused, (progress.total() - progress.done()) / perSecond);
    }
}
