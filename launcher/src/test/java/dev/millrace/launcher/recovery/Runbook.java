package dev.millrace.launcher.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands of a page, by the name of their step, with the folders of a test in them. */
final class Runbook {

    private static final Pattern STEP =
            Pattern.compile("<!-- step: (\\w+) -->\\n```\\w+\\n(.*?)```", Pattern.DOTALL);

    private final Map<String, String> steps = new TreeMap<>();
    private final Map<String, String> folders;

    /**
     * @param folders what to write in place of the folders of the page
     */
    Runbook(Path page, Map<String, String> folders) throws IOException {
        this.folders = Map.copyOf(folders);
        Matcher matcher = STEP.matcher(Files.readString(page));
        while (matcher.find()) {
            steps.put(matcher.group(1), matcher.group(2));
        }
    }

    /** The commands of a step. */
    String step(String name) {
        String commands = steps.get(name);
        if (commands == null) {
            throw new AssertionError("no step " + name + " among " + steps.keySet());
        }
        for (Map.Entry<String, String> folder : folders.entrySet()) {
            commands = commands.replace(folder.getKey(), folder.getValue());
        }
        return commands;
    }

    /** Runs a step's commands; they must all succeed. */
    void shell(String name, Map<String, String> variables) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-e", "-c", step(name)).redirectErrorStream(true);
        builder.environment().putAll(variables);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
