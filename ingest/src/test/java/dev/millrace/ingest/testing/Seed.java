package dev.millrace.ingest.testing;

import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the chance of a random test comes from: printed, and given again to repeat the run. */
public final class Seed {

    private static final Logger LOG = LoggerFactory.getLogger(Seed.class);

    private Seed() {}

    /** A seed, or the one that {@code -Dmillrace.test.seed=} gives. */
    public static long draw(String test) {
        long seed =
                Long.getLong("millrace.test.seed", ThreadLocalRandom.current().nextInt(100_000));
        LOG.atInfo().addKeyValue("test", test).addKeyValue("seed", seed).log("random test");
        return seed;
    }
}
