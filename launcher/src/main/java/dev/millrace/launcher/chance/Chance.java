package dev.millrace.launcher.chance;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** A seeded source of draws. Not safe for use by several threads; give each its own branch. */
public final class Chance {

    private final long seed;
    private final SplittableRandom random;

    public Chance(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    /** A source of its own, set by this one's seed and the name alone, not by what was drawn. */
    public Chance branch(String name) {
        long mixed = seed;
        for (int i = 0; i < name.length(); i++) {
            mixed = mixed * 0x9E3779B97F4A7C15L + name.charAt(i);
            mixed ^= mixed >>> 32;
        }
        return new Chance(mixed);
    }

    /** 0 up to, not including, the bound. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** Low up to high, both included. */
    public int between(int low, int high) {
        return random.nextInt(low, high + 1);
    }

    /** 0 up to, not including, 1. */
    public double unit() {
        return random.nextDouble();
    }

    public boolean happens(double probability) {
        return random.nextDouble() < probability;
    }

    public double gaussian(double mean, double deviation) {
        return random.nextGaussian(mean, deviation);
    }

    /** Half of the draws are below the median; sigma is the deviation of the logarithm. */
    public double lognormal(double median, double sigma) {
        return median * Math.exp(random.nextGaussian(0, sigma));
    }

    public <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Up to {@code count} different members of a list, drawn by rank from a Zipf distribution. */
    public <T> List<T> someOf(List<T> choices, int count, Zipf ranks) {
        List<T> chosen = new ArrayList<>();
        for (int tries = 0; chosen.size() < count && tries < 10 * count; tries++) {
            T candidate = choices.get(ranks.draw(this));
            if (!chosen.contains(candidate)) {
                chosen.add(candidate);
            }
        }
        return chosen;
    }

    /** The same members in another order. */
    public <T> List<T> shuffled(List<T> members) {
        List<T> result = new ArrayList<>(members);
        for (int i = result.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            T moved = result.get(i);
            result.set(i, result.get(j));
            result.set(j, moved);
        }
        return result;
    }

    /** A random (version 4) UUID. */
    public UUID uuid() {
        long high = (random.nextLong() & 0xFFFFFFFFFFFF0FFFL) | 0x0000000000004000L;
        long low = (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return new UUID(high, low);
    }

    /** A whole second from {@code from} up to, not including, {@code to}; {@code from} if empty. */
    public Instant instantBetween(Instant from, Instant to) {
        long seconds = Duration.between(from, to).toSeconds();
        Instant drawn = seconds <= 0 ? from : from.plusSeconds(random.nextLong(seconds));
        return drawn.truncatedTo(ChronoUnit.SECONDS);
    }

    /** An index, each as likely as its weight is large. */
    public int weighted(double... weights) {
        double point = random.nextDouble() * Arrays.stream(weights).sum();
        for (int i = 0; i < weights.length - 1; i++) {
            point -= weights[i];
            if (point < 0) {
                return i;
            }
        }
        return weights.length - 1;
    }
}
