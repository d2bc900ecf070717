package dev.millrace.launcher.screen;

import dev.millrace.batch.payouts.MinorUnits;
import dev.millrace.batch.payouts.StatementLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** A practitioner's statement, for a spreadsheet, for a browser or a printer, or for a script. */
public final class Statement {

    private static final List<String> COLUMNS =
            List.of(
                    "payout",
                    "state",
                    "period_end",
                    "kind",
                    "reference",
                    "processed_at",
                    "amount",
                    "currency");

    private static final String HEAD =
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <title>Statement of practitioner %1$s</title>
            <style>
            body { font: 14px/1.4 sans-serif; margin: 2em; }
            table { border-collapse: collapse; margin-bottom: 2em; }
            th, td { border-bottom: 1px solid #ccc; padding: 0.3em 0.8em; text-align: left; }
            td.amount { text-align: right; font-variant-numeric: tabular-nums; }
            </style>
            </head>
            <body>
            <h1>Statement of practitioner %1$s</h1>
            """;

    private final UUID practitioner;
    private final List<StatementLine> lines;

    public Statement(UUID practitioner, List<StatementLine> lines) {
        this.practitioner = practitioner;
        this.lines = List.copyOf(lines);
    }

    /** RFC 4180, with a header. */
    public void writeCsv(PrintWriter out) throws IOException {
        CSVPrinter csv = new CSVPrinter(out, CSVFormat.RFC4180);
        csv.printRecord(COLUMNS);
        for (StatementLine line : lines) {
            csv.printRecord(cells(line).values());
        }
        csv.flush();
    }

    /** A page of its own: sums by state and currency, then every line. */
    public void writeHtml(PrintWriter out) {
        out.print(HEAD.formatted(practitioner));
        out.println("<h2>Sums</h2>");
        out.println("<table>\n<tr><th>state</th><th>amount</th><th>currency</th></tr>");
        Map<List<String>, Long> sums =
                new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        for (StatementLine line : lines) {
            sums.merge(List.of(state(line), line.currency()), line.amount(), Math::addExact);
        }
        sums.forEach((key, sum) ->
                out.println(
                        "<tr><td>%s</td><td class=\"amount\">%s</td><td>%s</td></tr>"
                                .formatted(
                                        escaped(key.get(0)),
                                        MinorUnits.plain(sum, key.get(1)),
                                        escaped(key.get(1)))));
        out.println("</table>\n<h2>Lines</h2>\n<table>");
        out.print("<tr>");
        COLUMNS.forEach(column -> out.print("<th>" + escaped(column) + "</th>"));
        out.println("</tr>");
        for (StatementLine line : lines) {
            out.print("<tr>");
            cells(line)
                    .forEach((column, cell) ->
                            out.print(
                                    (column.equals("amount") ? "<td class=\"amount\">" : "<td>")
                                            + escaped(cell)
                                            + "</td>"));
            out.println("</tr>");
        }
        out.println("</table>\n</body>\n</html>");
    }

    /** A list of lines by column. */
    public List<Map<String, String>> json() {
        return lines.stream().map(Statement::cells).toList();
    }

    private static Map<String, String> cells(StatementLine line) {
        Map<String, String> cells = new LinkedHashMap<>();
        cells.put("payout", line.payout().map(UUID::toString).orElse(""));
        cells.put("state", state(line));
        cells.put("period_end", line.periodEnd().map(Object::toString).orElse(""));
        cells.put("kind", line.kind());
        cells.put("reference", line.reference().toString());
        cells.put("processed_at", line.processedAt().toInstant().toString());
        cells.put("amount", MinorUnits.plain(line.amount(), line.currency()));
        cells.put("currency", line.currency());
        return cells;
    }

    private static String state(StatementLine line) {
        return line.payoutStatus().orElse("carried");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
