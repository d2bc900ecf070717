package dev.millrace.launcher.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The picture of the running pipeline: its stages, then the values that they keep. */
public final class Dashboard {

    private static final int COLUMN = 58;

    private Dashboard() {}

    /** The picture as lines. */
    public static List<String> lines(String title, List<Stage> stages, Leaders leaders) {
        return lines(title, stages, leaders, "", List.of());
    }

    /**
     * The picture as lines, with what a search finds.
     *
     * @param searched what was searched for
     * @param hits a line each; empty without search
     */
    public static List<String> lines(
            String title, List<Stage> stages, Leaders leaders, String searched, List<String> hits) {
        List<String> lines = new ArrayList<>();
        lines.add(title);
        lines.add("");
        lines.addAll(stageTable(stages));
        lines.add("");
        lines.addAll(
                beside(
                        "best rated courses (ratings)",
                        leaders.courses(),
                        "best rated practitioners (reviews)",
                        leaders.practitioners()));
        lines.add("");
        if (hits.isEmpty()) {
            lines.add("newest match scores");
            leaders.matches().forEach(match -> lines.add("  " + match));
        } else {
            lines.addAll(beside("newest match scores", leaders.matches(), searched, hits));
        }
        return lines;
    }

    /** One line a stage, for output that is not a terminal. */
    public static String line(String title, List<Stage> stages) {
        StringBuilder line = new StringBuilder(title);
        for (Stage stage : stages) {
            line.append(" | ")
                    .append(stage.name())
                    .append(' ')
                    .append(rate(stage.perSecond()))
                    .append("/s");
            if (!stage.behind().equals("-")) {
                line.append(" behind ").append(stage.behind());
            }
            if (!stage.latency().equals("-")) {
                line.append(' ').append(stage.latency());
            }
        }
        return line.toString();
    }

    private static List<String> stageTable(List<Stage> stages) {
        TextTable table =
                new TextTable("stage", "state", "total", "per second", "behind", "p50 / p95");
        for (Stage stage : stages) {
            table.row(
                    stage.name(),
                    stage.state(),
                    "%,d".formatted(stage.total()),
                    rate(stage.perSecond()),
                    stage.behind(),
                    stage.latency());
        }
        return table.lines();
    }

    private static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 10 ? "%.1f" : "%,.0f", perSecond);
    }

    private static List<String> beside(
            String leftHead, List<String> left, String rightHead, List<String> right) {
        List<String> lines = new ArrayList<>();
        lines.add(padded(leftHead) + rightHead);
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            String leftCell = i < left.size() ? "  " + left.get(i) : "";
            String rightCell = i < right.size() ? "  " + right.get(i) : "";
            lines.add(padded(leftCell) + rightCell);
        }
        return lines;
    }

    private static String padded(String cell) {
        String cut = cell.length() > COLUMN - 2 ? cell.substring(0, COLUMN - 2) : cell;
        return cut + " ".repeat(COLUMN - cut.length());
    }
}
