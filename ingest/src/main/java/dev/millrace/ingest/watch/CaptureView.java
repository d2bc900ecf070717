package dev.millrace.ingest.watch;

import dev.millrace.ingest.watch.CaptureThresholds.Limits;
import java.time.Duration;
import java.util.Optional;

/**
 * How the capture stands. Times are on the source's clock, which goes on while the source is
 * silent.
 *
 * @param source what the source said last; empty before its first answer
 * @param silence how long ago that was; since the start of the watch before the first answer
 * @param heartbeatAge how long ago the heartbeat row was touched
 * @param behind how long ago the newest published transaction committed; empty before the first
 * @param retainedLimits from where on the kept log is worth a warning, or critical
 * @param retainedLevel how bad the kept log is
 * @param behindLevel how bad being behind is
 */
public record CaptureView(
        Optional<SourceView> source,
        Duration silence,
        Optional<Duration> heartbeatAge,
        Optional<Duration> behind,
        Limits retainedLimits,
        AlarmLevel retainedLevel,
        AlarmLevel behindLevel) {

    /** The slot, as the source said last. */
    public Optional<SourceView.Slot> slot() {
        return source.flatMap(SourceView::slot);
    }
}
