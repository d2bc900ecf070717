package dev.millrace.bench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table in Markdown whose columns are aligned, so that a screen shows it as well. */
public final class MarkdownTable {

    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    public MarkdownTable(String... head) {
        this.head = List.of(head);
    }

    /**
     * Adds a row.
     *
     * @throws IllegalArgumentException when the row has not as many cells as the head
     */
    public MarkdownTable row(String... cells) {
        if (cells.length != head.size()) {
            throw new IllegalArgumentException(
                    "row has " + cells.length + " cells, expected " + head.size());
        }
        rows.add(List.copyOf(Arrays.asList(cells)));
        return this;
    }

    /** The table, one line a row, the head and its rule first; numbers stand to the right. */
    public List<String> lines() {
        int[] widths = new int[head.size()];
        boolean[] numeric = new boolean[head.size()];
        for (int column = 0; column < widths.length; column++) {
            int place = column;
            widths[column] = Math.max(3, head.get(column).length());
            rows.forEach(row -> widths[place] = Math.max(widths[place], row.get(place).length()));
            numeric[column] = rows.stream().allMatch(row -> looksNumeric(row.get(place)));
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(head, widths, numeric));
        StringBuilder rule = new StringBuilder("|");
        for (int column = 0; column < widths.length; column++) {
            String dashes = "-".repeat(widths[column]);
            rule.append(' ')
                    .append(numeric[column] ? dashes.substring(1) + ":" : dashes)
                    .append(" |");
        }
        lines.add(rule.toString());
        rows.forEach(row -> lines.add(line(row, widths, numeric)));
        return lines;
    }

    private static String line(List<String> cells, int[] widths, boolean[] numeric) {
        StringBuilder line = new StringBuilder("|");
        for (int column = 0; column < widths.length; column++) {
            String cell = cells.get(column);
            String padding = " ".repeat(widths[column] - cell.length());
            line.append(' ').append(numeric[column] ? padding + cell : cell + padding).append(" |");
        }
        return line.toString();
    }

    private static boolean looksNumeric(String cell) {
        return cell.equals("-") || (!cell.isEmpty() && Character.isDigit(cell.charAt(0)));
    }
}
