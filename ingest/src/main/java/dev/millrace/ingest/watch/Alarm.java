package dev.millrace.ingest.watch;

import dev.millrace.ingest.watch.CaptureThresholds.Limits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One measure against its limits. Crossing a limit is logged once; to fall back, the measure must
 * be a tenth below the limit, so that one that stays near it does not fill the log. For one thread.
 */
final class Alarm {

    private static final Logger LOG = LoggerFactory.getLogger(Alarm.class);
    private static final double FALL_BACK_SHARE = 0.9;

    private final String measure;
    private final String unit;
    private final String advice;
    private AlarmLevel level = AlarmLevel.FINE;

    /**
     * @param measure what is measured, as it stands in the log
     * @param unit of the measure and its limits
     * @param advice what an operator can do
     */
    Alarm(String measure, String unit, String advice) {
        this.measure = measure;
        this.unit = unit;
        this.advice = advice;
    }

    AlarmLevel look(long value, Limits limits) {
        AlarmLevel next = next(value, limits);
        if (next != level) {
            LOG.atLevel(next.compareTo(level) > 0 ? Level.WARN : Level.INFO)
                    .addKeyValue("measure", measure)
                    .addKeyValue("level", next)
                    .addKeyValue(unit, value)
                    .addKeyValue("warning", limits.warning())
                    .addKeyValue("critical", limits.critical())
                    .addKeyValue("hint", next == AlarmLevel.FINE ? "none" : advice)
                    .log("capture crossed a threshold");
            level = next;
        }
        return next;
    }

    private AlarmLevel next(long value, Limits limits) {
        if (value >= fallBack(limits.critical(), level == AlarmLevel.CRITICAL)) {
            return AlarmLevel.CRITICAL;
        }
        return value >= fallBack(limits.warning(), level != AlarmLevel.FINE)
                ? AlarmLevel.WARNING
                : AlarmLevel.FINE;
    }

    private static long fallBack(long limit, boolean reached) {
        return reached ? (long) (FALL_BACK_SHARE * limit) : limit;
    }
}
