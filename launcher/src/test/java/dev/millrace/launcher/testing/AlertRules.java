package dev.millrace.launcher.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/**
 * The alert rules of the documentation, evaluated as Prometheus would. Understood is what they use,
 * {@code selector op number} and {@code increase(selector[time]) op number}; anything else fails.
 *
 * @param rules all of them
 */
public record AlertRules(List<Rule> rules) {

    private static final Pattern EXPRESSION =
            Pattern.compile(
                    "(?:(increase)\\()?([a-z_]+)(?:\\{([^}]*)\\})?(?:\\[\\d+m\\]\\))? (==|>|>=) (\\d+)");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)(=~|=)\"([^\"]*)\",?");
    private static final Pattern DURATION = Pattern.compile("(\\d+)s");

    /**
     * A rule.
     *
     * @param forSeconds how long its condition must hold before it fires
     */
    public record Rule(
            String name,
            boolean increase,
            String metric,
            Map<String, Pattern> labels,
            String operator,
            double bound,
            int forSeconds) {

        boolean holds(Scrape before, Scrape now) {
            return now.series().stream()
                    .filter(this::matches)
                    .anyMatch(one ->
                            compare(increase ? one.value() - past(before, one) : one.value()));
        }

        private static double past(Scrape before, Scrape.Series one) {
            return before.series().stream()
                    .filter(s -> s.name().equals(one.name()) && s.labels().equals(one.labels()))
                    .mapToDouble(Scrape.Series::value)
                    .findFirst()
                    // A series that is new has no increase in Prometheus either.
                    .orElse(one.value());
        }

        private boolean matches(Scrape.Series one) {
            return one.name().equals(metric)
                    && labels.entrySet().stream()
                            .allMatch(label ->
                                    label.getValue()
                                            .matcher(one.labels().getOrDefault(label.getKey(), ""))
                                            .matches());
        }

        private boolean compare(double value) {
            return switch (operator) {
                case "==" -> value == bound;
                case ">" -> value > bound;
                default -> value >= bound;
            };
        }
    }

    /** Reads a rule file of Prometheus. */
    public static AlertRules read(Path file) throws IOException {
        Map<String, Object> root = new Yaml().load(Files.readString(file));
        List<Rule> rules = new ArrayList<>();
        for (Map<?, ?> group : maps(root.get("groups"))) {
            for (Map<?, ?> rule : maps(group.get("rules"))) {
                rules.add(rule(rule));
            }
        }
        return new AlertRules(rules);
    }

    /** The names of the rules whose condition holds now. */
    public Set<String> holding(Scrape before, Scrape now) {
        Set<String> names = new TreeSet<>();
        rules.stream()
                .filter(rule -> rule.holds(before, now))
                .forEach(rule -> names.add(rule.name()));
        return names;
    }

    /** The names of the metrics that the rules read. */
    public Set<String> metrics() {
        Set<String> names = new TreeSet<>();
        rules.forEach(rule -> names.add(rule.metric()));
        return names;
    }

    private static Rule rule(Map<?, ?> rule) {
        String text = String.valueOf(rule.get("expr"));
        Matcher expression = EXPRESSION.matcher(text);
        if (!expression.matches()) {
            throw new AssertionError("not understood: " + text);
        }
        return new Rule(
                String.valueOf(rule.get("alert")),
                expression.group(1) != null,
                expression.group(2),
                labels(expression.group(3) == null ? "" : expression.group(3)),
                expression.group(4),
                Double.parseDouble(expression.group(5)),
                seconds(rule.get("for")));
    }

    private static Map<String, Pattern> labels(String text) {
        Map<String, Pattern> labels = new java.util.HashMap<>();
        Matcher matcher = MATCHER.matcher(text);
        while (matcher.find()) {
            labels.put(
                    matcher.group(1),
                    Pattern.compile(
                            matcher.group(2).equals("=")
                                    ? Pattern.quote(matcher.group(3))
                                    : matcher.group(3)));
        }
        return labels;
    }

    private static int seconds(@org.jspecify.annotations.Nullable Object duration) {
        if (duration == null) {
            return 0;
        }
        Matcher matcher = DURATION.matcher(duration.toString());
        if (!matcher.matches()) {
            throw new AssertionError("not a number of seconds: " + duration);
        }
        return Integer.parseInt(matcher.group(1));
    }

    private static List<Map<?, ?>> maps(@org.jspecify.annotations.Nullable Object list) {
        List<Map<?, ?>> maps = new ArrayList<>();
        ((List<?>) java.util.Objects.requireNonNull(list))
                .forEach(one -> maps.add((Map<?, ?>) one));
        return maps;
    }
}
