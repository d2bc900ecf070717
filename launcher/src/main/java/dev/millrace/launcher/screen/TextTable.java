package dev.millrace.launcher.screen;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table of text with aligned columns: numbers to the right, words to the left. */
public final class TextTable {

    private static final String GAP = "  ";

    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(String... head) {
        this.head = List.of(head);
    }

    /**
     * Adds a row.
     *
     * @throws IllegalArgumentException when the row has not as many cells as the head
     */
    public TextTable row(String... cells) {
        if (cells.length != head.size()) {
            throw new IllegalArgumentException(
                    "row has " + cells.length + " cells, expected " + head.size());
        }
        rows.add(List.copyOf(Arrays.asList(cells)));
        return this;
    }

    /** The table, one line a row, the head first. */
    public List<String> lines() {
        int[] widths = new int[head.size()];
        boolean[] numeric = new boolean[head.size()];
        Arrays.fill(numeric, true);
        for (int column = 0; column < widths.length; column++) {
            widths[column] = head.get(column).length();
            for (List<String> row : rows) {
                widths[column] = Math.max(widths[column], row.get(column).length());
                numeric[column] &= looksNumeric(row.get(column));
            }
            numeric[column] &= !rows.isEmpty();
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(head, widths, numeric));
        rows.forEach(row -> lines.add(line(row, widths, numeric)));
        return lines;
    }

    private static String line(List<String> cells, int[] widths, boolean[] numeric) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = cells.get(column);
            String padding = " ".repeat(widths[column] - cell.length());
            line.append(column == 0 ? "" : GAP)
                    .append(numeric[column] ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }

    private static boolean looksNumeric(String cell) {
        return cell.isEmpty() || cell.equals("-") || Character.isDigit(cell.charAt(0));
    }
}
