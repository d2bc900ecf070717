package dev.millrace.launcher.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metrics of a process at a moment, in the text format of Prometheus.
 *
 * @param series every series with its value
 * @param text as it came
 */
public record Scrape(List<Series> series, String text) {

    private static final Pattern LINE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]\\w*)=\"([^\"]*)\",?");

    /** A series: its name, its labels, its value. */
    public record Series(String name, Map<String, String> labels, double value) {}

    /** Reads the text; a line that is none of the format's fails. */
    public static Scrape parse(String text) {
        List<Series> series = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new AssertionError("not a line of the format: " + line);
            }
            series.add(
                    new Series(
                            matcher.group(1),
                            labels(matcher.group(2) == null ? "" : matcher.group(2)),
                            number(matcher.group(3))));
        }
        return new Scrape(series, text);
    }

    /** The names of all series. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        series.forEach(one -> names.add(one.name()));
        return names;
    }

    /** The series of this name that have these labels, given as name, value, name, value. */
    public List<Series> of(String name, String... labels) {
        return series.stream()
                .filter(one -> one.name().equals(name))
                .filter(one -> {
                    for (int i = 0; i < labels.length; i += 2) {
                        if (!labels[i + 1].equals(one.labels().get(labels[i]))) {
                            return false;
                        }
                    }
                    return true;
                })
                .toList();
    }

    /** The sum of those series; fails when there is none. */
    public double sum(String name, String... labels) {
        List<Series> found = of(name, labels);
        if (found.isEmpty()) {
            throw new AssertionError("no series " + name + " with " + List.of(labels));
        }
        return found.stream().mapToDouble(Series::value).sum();
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new HashMap<>();
        Matcher matcher = LABEL.matcher(text);
        int end = 0;
        while (matcher.lookingAt()) {
            labels.put(matcher.group(1), matcher.group(2));
            end = matcher.end();
            matcher.region(end, text.length());
        }
        if (end != text.length()) {
            throw new AssertionError("not labels: " + text);
        }
        return labels;
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
