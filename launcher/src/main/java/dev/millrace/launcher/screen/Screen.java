package dev.millrace.launcher.screen;

import java.io.Console;
import java.io.PrintWriter;
import java.util.List;

/** Where lines go: redrawn in place on a terminal, one after the other anywhere else. */
public final class Screen {

    private static final String CURSOR_HOME = "\033[H";
    private static final String CLEAR_LINE_END = "\033[K";
    private static final String CLEAR_BELOW = "\033[J";
    private static final int WIDTH_MAX = 120;

    private final PrintWriter out;
    private final boolean interactive;

    public Screen(PrintWriter out) {
        this.out = out;
        Console console = System.console();
        this.interactive =
                console != null && console.isTerminal() && !"dumb".equals(System.getenv("TERM"));
    }

    public boolean isInteractive() {
        return interactive;
    }

    /** Prints a line that stays. */
    public void say(String line) {
        out.println(line);
        out.flush();
    }

    /** Prints lines that stay. */
    public void say(List<String> lines) {
        lines.forEach(out::println);
        out.flush();
    }

    /** Draws a picture over the one before; only on a terminal. */
    public void draw(List<String> lines) {
        StringBuilder picture = new StringBuilder(CURSOR_HOME);
        for (String line : lines) {
            picture.append(line.length() > WIDTH_MAX ? line.substring(0, WIDTH_MAX) : line)
                    .append(CLEAR_LINE_END)
                    .append('\n');
        }
        out.print(picture.append(CLEAR_BELOW));
        out.flush();
    }

    /** Makes room for the first picture. */
    public void clear() {
        out.print("\033[2J" + CURSOR_HOME);
        out.flush();
    }
}
