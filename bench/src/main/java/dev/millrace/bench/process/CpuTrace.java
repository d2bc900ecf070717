package dev.millrace.bench.process;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * The CPU time of some processes, looked at four times a second, so that one can ask afterwards
 * what a stretch of time has cost, once it is known which stretch counts.
 */
public final class CpuTrace implements AutoCloseable {

    private static final long PERIOD_MILLIS = 250;

    private record Sample(long atMillis, double cpuSeconds) {}

    private final Map<String, DoubleSupplier> meters;
    private final Map<String, List<Sample>> samples = new LinkedHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private CpuTrace(Map<String, DoubleSupplier> meters) {
        this.meters = Map.copyOf(meters);
        this.meters.keySet().forEach(name -> samples.put(name, new ArrayList<>()));
        this.thread = Thread.ofPlatform().daemon().name("cpu-trace").unstarted(this::run);
    }

    /**
     * Starts looking.
     *
     * @param meters by name, what tells the seconds computed so far
     */
    public static CpuTrace start(Map<String, DoubleSupplier> meters) {
        CpuTrace trace = new CpuTrace(meters);
        trace.thread.start();
        return trace;
    }

    /** Looks a last time and stops looking. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Seconds computed in this stretch of time; between two looks in proportion.
     *
     * @throws IllegalStateException before {@link #close}
     */
    public double between(String name, long fromMillis, long toMillis) {
        if (thread.isAlive()) {
            throw new IllegalStateException("the trace has not been closed");
        }
        List<Sample> of = samples.getOrDefault(name, List.of());
        return at(of, toMillis) - at(of, fromMillis);
    }

    private static double at(List<Sample> samples, long millis) {
        Sample before = samples.getFirst();
        for (Sample sample : samples) {
            if (sample.atMillis() >= millis) {
                long span = sample.atMillis() - before.atMillis();
                double share = span == 0 ? 0 : (millis - before.atMillis()) / (double) span;
                return before.cpuSeconds()
                        + Math.max(0, share) * (sample.cpuSeconds() - before.cpuSeconds());
            }
            before = sample;
        }
        return before.cpuSeconds();
    }

    private void run() {
        try {
            boolean last;
            do {
                last = closing.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS);
                look();
            } while (!last);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        samples.forEach((name, of) ->
                of.add(
                        new Sample(
                                System.currentTimeMillis(),
                                meters.getOrDefault(name, () -> 0).getAsDouble())));
    }
}
