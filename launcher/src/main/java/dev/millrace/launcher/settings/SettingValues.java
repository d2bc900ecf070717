package dev.millrace.launcher.settings;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The settings as text, by key. Every reading method names the key, the value and what was expected
 * when the value does not fit, and remembers the key, so that unknown keys can be refused.
 */
final class SettingValues {

    private static final Pattern SHORT_DURATION = Pattern.compile("(\\d+)(ms|s|m|h)");

    private static final Pattern BYTES =
            Pattern.compile("(\\d{1,9})\\s*(B|KiB|MiB|GiB|TiB|kB|MB|GB|TB)");

    private final Map<String, String> values;
    private final Set<String> known = new TreeSet<>();

    SettingValues(Map<String, String> values) {
        this.values = new HashMap<>(values);
    }

    Optional<String> optionalText(String key) {
        known.add(key);
        return Optional.ofNullable(values.get(key)).map(String::strip).filter(s -> !s.isEmpty());
    }

    String text(String key, String fallback) {
        return optionalText(key).orElse(fallback);
    }

    /** Names in a list with commas; empty when nothing is set. */
    Set<String> names(String key) {
        return optionalText(key).stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    int number(String key, int fallback, int min, int max) {
        Optional<String> text = optionalText(key);
        return text.isPresent() ? inRange(key, text.get(), min, max) : fallback;
    }

    OptionalInt port(String key) {
        Optional<String> text = optionalText(key);
        return text.isPresent()
                ? OptionalInt.of(inRange(key, text.get(), 1, 65535))
                : OptionalInt.empty();
    }

    Duration duration(String key, Duration fallback) {
        Optional<String> text = optionalText(key);
        return text.isPresent() ? parsedDuration(key, text.get()) : fallback;
    }

    /** A number of bytes with its unit, such as {@code 512MiB} or {@code 2GB}. */
    long bytes(String key, long fallback) {
        Optional<String> text = optionalText(key);
        if (text.isEmpty()) {
            return fallback;
        }
        Matcher matcher = BYTES.matcher(text.get());
        if (!matcher.matches()) {
            throw invalid(key, text.get(), "a number of bytes such as 512MiB, 2GB or 4096B");
        }
        return Long.parseLong(matcher.group(1)) * unit(matcher.group(2));
    }

    private static long unit(String name) {
        return switch (name) {
            case "B" -> 1;
            case "kB" -> 1_000;
            case "MB" -> 1_000_000;
            case "GB" -> 1_000_000_000;
            case "TB" -> 1_000_000_000_000L;
            case "KiB" -> 1L << 10;
            case "MiB" -> 1L << 20;
            case "GiB" -> 1L << 30;
            default -> 1L << 40;
        };
    }

    boolean flag(String key, boolean fallback) {
        Optional<String> text = optionalText(key);
        if (text.isEmpty()) {
            return fallback;
        }
        return switch (text.get()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(key, text.get(), "true or false");
        };
    }

    /** One of the constants of the fallback's type, in lower case and with dashes. */
    <E extends Enum<E>> E choice(String key, E fallback) {
        Optional<String> text = optionalText(key);
        if (text.isEmpty()) {
            return fallback;
        }
        E[] constants = fallback.getDeclaringClass().getEnumConstants();
        for (E constant : constants) {
            if (nameOf(constant).equals(text.get())) {
                return constant;
            }
        }
        throw invalid(
                key,
                text.get(),
                Arrays.stream(constants)
                        .map(SettingValues::nameOf)
                        .collect(Collectors.joining(" or ")));
    }

    private static String nameOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Refuses keys that nobody asked for.
     *
     * @throws PipelineException naming the first unknown key and the nearest known one
     */
    void refuseUnknown() {
        for (String key : new TreeSet<>(values.keySet())) {
            if (!known.contains(key)) {
                throw new PipelineException(
                        ErrorKind.SETTING_INVALID,
                        "unknown setting '" + key + "', did you mean '" + nearest(key) + "'?");
            }
        }
    }

    /** A duration such as {@code 500ms}, {@code 2s}, {@code 5m} or ISO 8601. */
    static Duration parsedDuration(String key, String text) {
        Matcher matcher = SHORT_DURATION.matcher(text.toLowerCase(Locale.ROOT));
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                default -> Duration.ofHours(amount);
            };
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw invalid(key, text, "a duration such as 500ms, 2s, 5m or 1h");
        }
    }

    static PipelineException invalid(String key, String value, String expected) {
        return new PipelineException(
                ErrorKind.SETTING_INVALID,
                "setting " + key + " is '" + value + "', expected " + expected);
    }

    private static int inRange(String key, String text, int min, int max) {
        String expected = "a whole number from " + min + " to " + max;
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw invalid(key, text, expected);
        }
        throw invalid(key, text, expected);
    }

    private String nearest(String key) {
        String best = "";
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : known) {
            int distance = editDistance(key, candidate);
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return best;
    }

    private static int editDistance(String left, String right) {
        int[] previous = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int[] row = new int[right.length() + 1];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int substitution =
                        previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substitution, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[right.length()];
    }
}
