package dev.millrace.launcher.population;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a load did.
 *
 * @param alreadyThere true when the database held a population and nothing was written
 * @param rows rows written by table, in the order of writing; empty when already there
 */
public record PopulationResult(boolean alreadyThere, Map<String, Integer> rows, Duration took) {

    public PopulationResult {
        rows = Collections.unmodifiableMap(new LinkedHashMap<>(rows));
    }

    public int total() {
        return rows.values().stream().mapToInt(Integer::intValue).sum();
    }
}
