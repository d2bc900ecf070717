package dev.millrace.launcher.population;

/**
 * How large a population is, and which one.
 *
 * @param seed the same seed, scale and clock give the same rows
 * @param scale 1 is 2,000 people, 150 courses, 120 projects and 80 practitioners, about 35,000 rows
 */
public record PopulationSettings(long seed, double scale) {

    private static final double SCALE_MAX = 1_000;

    public PopulationSettings {
        if (!(scale > 0) || scale > SCALE_MAX) {
            throw new IllegalArgumentException(
                    "population.scale is " + scale + ", expected more than 0 and at most 1000");
        }
    }

    /** The population of the demo. */
    public static PopulationSettings defaults() {
        return new PopulationSettings(20_240_601L, 1);
    }

    int people() {
        return scaled(2_000, 40);
    }

    int courses() {
        return scaled(150, 6);
    }

    int projects() {
        return scaled(120, 5);
    }

    int practitioners() {
        return scaled(80, 4);
    }

    private int scaled(int atScaleOne, int least) {
        return (int) Math.max(least, Math.round(atScaleOne * scale));
    }
}
