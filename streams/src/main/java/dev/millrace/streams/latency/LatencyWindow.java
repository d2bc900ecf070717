package dev.millrace.streams.latency;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;

/**
 * The latencies of the last while. The window slides in sixtieths of its length; what is older is
 * forgotten.
 */
public final class LatencyWindow {

    private static final int SLOTS = 60;

    private final Clock clock;
    private final long slotMillis;
    private final Histogram[] slots = new Histogram[SLOTS];
    private final long[] slotNumbers = new long[SLOTS];

    public LatencyWindow(Clock clock, Duration length) {
        this.clock = clock;
        this.slotMillis = Math.max(1, length.toMillis() / SLOTS);
        Arrays.setAll(slots, ignored -> new Histogram());
        Arrays.fill(slotNumbers, Long.MIN_VALUE);
    }

    /** Counts one change; a negative latency (clocks apart) counts as zero. */
    public synchronized void record(long micros) {
        long number = currentSlot();
        int place = Math.floorMod(number, SLOTS);
        if (slotNumbers[place] != number) {
            slots[place].clear();
            slotNumbers[place] = number;
        }
        slots[place].add(micros);
    }

    public LatencySummary summary() {
        Histogram sum = new Histogram();
        addTo(sum);
        return LatencySummary.of(sum);
    }

    /** All changes of several windows together. */
    public static LatencySummary summaryOf(Collection<LatencyWindow> windows) {
        Histogram sum = new Histogram();
        windows.forEach(window -> window.addTo(sum));
        return LatencySummary.of(sum);
    }

    private synchronized void addTo(Histogram sum) {
        long oldest = currentSlot() - SLOTS + 1;
        for (int i = 0; i < SLOTS; i++) {
            if (slotNumbers[i] >= oldest) {
                sum.add(slots[i]);
            }
        }
    }

    private long currentSlot() {
        return clock.millis() / slotMillis;
    }
}
