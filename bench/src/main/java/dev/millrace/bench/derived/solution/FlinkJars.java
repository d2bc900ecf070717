package dev.millrace.bench.derived.solution;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The jars of the Flink job, which no module of the program has on its class path. */
final class FlinkJars {

    private static final String MODULE = "bench-flink";
    private static final Pattern FLINK = Pattern.compile("flink-clients-([^/]*)\\.jar");
    private static final Pattern CDC =
            Pattern.compile("flink-sql-connector-postgres-cdc-([^/]*)\\.jar");

    private FlinkJars() {}

    /**
     * The class path of the job.
     *
     * @throws PipelineException {@link ErrorKind#SETTING_INVALID} when the job has not been built
     */
    static String classPath() {
        Path folder = projectFolder().resolve(MODULE).resolve("target").resolve("lib");
        if (!Files.isDirectory(folder)) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID,
                    "the Flink job is not built, %s is missing: mvn -Pfast,flink -pl %s package, or leave flink out with --only"
                            .formatted(folder, MODULE));
        }
        try (Stream<Path> jars = Files.list(folder)) {
            return jars.map(Path::toString)
                    .filter(jar -> jar.endsWith(".jar"))
                    .sorted()
                    .collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Versions of Flink and of its connector, as the jars are named. */
    static String versions() {
        String classPath = classPath();
        return "Flink %s, Flink CDC %s"
                .formatted(version(FLINK, classPath), version(CDC, classPath));
    }

    private static String version(Pattern jar, String classPath) {
        Matcher matcher = jar.matcher(classPath);
        return matcher.find() ? matcher.group(1) : "of unknown version";
    }

    // These classes are below the project's folder, in a jar of the program or as they were
    // compiled.
    private static Path projectFolder() {
        try {
            Path here =
                    Path.of(
                            FlinkJars.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            @Nullable Path folder = here.toAbsolutePath();
            while (folder != null && !Files.isDirectory(folder.resolve(MODULE))) {
                folder = folder.getParent();
            }
            return folder == null ? here : folder;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
