package dev.millrace.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bench.process.ProgramJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code millrace}, with a JDK that only says what it was started with. */
class ScriptTest {

    private static final Predicate<String> WHOLE_RUN =
            argument -> argument.startsWith("-Dmillrace.whole-run");

    @TempDir private Path temporary;

    private Path folder;
    private Path target;

    @BeforeEach
    void aBuiltProgram() throws IOException {
        folder = Files.createDirectory(temporary.resolve("a folder"));
        target = folder.resolve("launcher/target");
        Files.createDirectories(target.resolve("lib"));
        Files.createFile(target.resolve("millrace.built"));
        Files.copy(Path.of("..", "millrace"), folder.resolve("millrace"));
        Path bin = Files.createDirectories(folder.resolve("jdk/bin"));
        for (String program : List.of("java", "javac")) {
            Path file =
                    Files.writeString(bin.resolve(program), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
    }

    @Test
    void aWholeProgramSharesTheArchiveOfTheLastThatEndedWell() throws Exception {
        Path archive = Files.createFile(target.resolve("millrace.jsa"));
        Path whole = Files.createFile(target.resolve("millrace.jsa.whole"));

        assertThat(run("up", "--folder", "some where"))
                .contains(
                        "-XX:SharedArchiveFile=" + archive,
                        "-XX:+AutoCreateSharedArchive",
                        "-Dmillrace.whole-run=" + whole)
                .endsWith("dev.millrace.launcher.Main", "up", "--folder", "some where");
        assertThat(archive).exists();
    }

    @Test
    void theBenchmarksMeasureAJvmOfTheSameOptions() throws Exception {
        assertThat(run("up")).containsAll(ProgramJvm.OPTIONS);
    }

    @Test
    void anArchiveOfOneThatEndedEarlyIsMadeAnew() throws Exception {
        Path archive = Files.createFile(target.resolve("millrace.jsa"));

        run("up");

        assertThat(archive).doesNotExist();
    }

    @Test
    void aRoleAloneHasAnArchiveOfItsOwn() throws Exception {
        assertThat(run("streams"))
                .contains("-XX:SharedArchiveFile=" + target.resolve("millrace-streams.jsa"));
    }

    @Test
    void whatOnlyLooksLeavesTheArchiveAsItIs() throws Exception {
        Path archive = Files.createFile(target.resolve("millrace.jsa"));

        assertThat(run("status")).contains("-Xshare:auto").noneMatch(WHOLE_RUN);
        assertThat(run("up", "--help")).contains("-Xshare:auto").noneMatch(WHOLE_RUN);
        assertThat(archive).exists();
    }

    private List<String> run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(folder.resolve("millrace").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().remove("MILLRACE_JVM_OPTIONS");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }
}
