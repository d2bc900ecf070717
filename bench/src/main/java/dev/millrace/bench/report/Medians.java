package dev.millrace.bench.report;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The middle of several runs. */
public final class Medians {

    private Medians() {}

    /** The median; of an even number of runs, the mean of the two in the middle. */
    public static <T> double of(List<T> runs, ToDoubleFunction<T> figure) {
        double[] ascending = runs.stream().mapToDouble(figure).sorted().toArray();
        int middle = ascending.length / 2;
        return ascending.length % 2 == 1
                ? ascending[middle]
                : (ascending[middle - 1] + ascending[middle]) / 2;
    }
}
