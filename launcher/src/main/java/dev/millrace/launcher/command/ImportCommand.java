package dev.millrace.launcher.command;

import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.launcher.csvimport.BadLine;
import dev.millrace.launcher.csvimport.Column;
import dev.millrace.launcher.csvimport.CsvImport;
import dev.millrace.launcher.csvimport.ImportComparison;
import dev.millrace.launcher.csvimport.ImportExpectation;
import dev.millrace.launcher.csvimport.ImportForm;
import dev.millrace.launcher.csvimport.ImportProgress;
import dev.millrace.launcher.csvimport.ImportReport;
import dev.millrace.launcher.csvimport.ImportSettings;
import dev.millrace.launcher.pipeline.DerivedCheck;
import dev.millrace.launcher.pipeline.Pipeline;
import dev.millrace.launcher.rows.ApplicationPool;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.settings.MillraceSettings;
import dev.millrace.launcher.settings.MillraceSettings.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Loads real courses, people and completions, as the application would have written them. */
@Command(
        name = "import",
        header = "Loads courses, people and completions from CSV files, in time order.",
        description = {
            "",
            "Writes through the application's tables, one transaction a completion, while the"
                    + " pipeline runs: a running one, or one that is started for the import. The"
                    + " form of the files is described in docs/import.md. Run it again to go on"
                    + " after an interruption.",
            ""
        })
final class ImportCommand implements Callable<Integer> {

    private static final int CONNECTIONS = 2;
    private static final int SHOWN_MAX = 10;
    private static final Duration DRAIN_PATIENCE = Duration.ofMinutes(15);
    private static final long TELL_NANOS = Duration.ofSeconds(2).toNanos();

    @Mixin private CommonOptions common = new CommonOptions();

    @Option(names = "--courses", paramLabel = "FILE", description = "CSV file of the courses.")
    private @Nullable Path courses;

    @Option(
            names = "--completions",
            paramLabel = "FILE",
            description = "CSV file of the completions.")
    private @Nullable Path completions;

    @Option(
            names = "--people",
            paramLabel = "FILE",
            description = "CSV file of the people; without it, whoever has completed something.")
    private @Nullable Path people;

    @Option(
            names = "--movielens",
            paramLabel = "DIR",
            description = "A MovieLens folder (movies.csv, ratings.csv) in place of the files.")
    private @Nullable Path movieLens;

    @Option(
            names = "--column",
            paramLabel = "COLUMN=HEADER",
            description = "Another header for a column, for example --column rating=stars.")
    private Map<String, String> columns = new HashMap<>();

    @Option(names = "--strict", description = "Writes nothing at all when a line is bad.")
    private boolean strict;

    @Option(
            names = "--verify",
            description =
                    "Afterwards counts from the files alone what must have come out, and compares"
                            + " every derived table with its oracle.")
    private boolean verify;

    @Spec private CommandSpec spec;

    private long toldAt;

    @Override
    public Integer call() {
        ImportSettings source = source();
        MillraceSettings settings = common.settings("import");
        Screen screen = new Screen(spec.commandLine().getOut());
        StopSignal stop = StopSignal.listen();
        try (Pipeline pipeline = Pipeline.attachOrStart(settings, screen::say);
                HikariDataSource application =
                        ApplicationPool.open(pipeline.connections().as(Role.APP), CONNECTIONS)) {
            return pipeline.explaining(() -> run(pipeline, application, source, screen, stop));
        }
    }

    private int run(
            Pipeline pipeline,
            DataSource application,
            ImportSettings source,
            Screen screen,
            StopSignal stop) {
        Thread importing = Thread.currentThread();
        Thread watcher = Thread.ofVirtual().start(() -> interruptAtStop(stop, importing));
        ImportReport report =
                CsvImport.run(application, source, progress -> tell(screen, progress));
        watcher.interrupt();
        // An interrupt that came after the last completion must not disturb what follows.
        boolean interrupted = Thread.interrupted() || !report.finished();
        printReport(screen, report);
        if (interrupted) {
            screen.say("interrupted; run the same command again to go on");
            return Failures.FAILED;
        }
        return verify ? verified(pipeline, source, screen) : 0;
    }

    private int verified(Pipeline pipeline, ImportSettings source, Screen screen) {
        screen.say("waiting until everything has drained");
        DerivedCheck check =
                DerivedCheck.drained(pipeline, pipeline.settings().runningStores(), DRAIN_PATIENCE);
        screen.say(check.table());
        ImportComparison comparison =
                ImportExpectation.of(source).compareWith(pipeline.ownerPool());
        screen.say(
                "counted from the files: %,d courses and %,d tags compared, %,d differences"
                        .formatted(
                                comparison.coursesCompared(),
                                comparison.tagsCompared(),
                                comparison.differences().size()));
        comparison.differences().stream()
                .limit(SHOWN_MAX)
                .forEach(difference ->
                        screen.say(
                                "  %s %s: expected %s, found %s"
                                        .formatted(
                                                difference.what(),
                                                difference.column(),
                                                difference.expected(),
                                                difference.found())));
        screen.say(check.summary());
        return check.isRight() && comparison.isEqual() ? 0 : Failures.FAILED;
    }

    private ImportSettings source() {
        ImportSettings source;
        if (movieLens != null) {
            source = ImportSettings.movieLens(movieLens);
        } else if (courses != null && completions != null) {
            source = ImportSettings.of(courses, completions);
        } else {
            throw new ParameterException(
                    spec.commandLine(), "give --courses and --completions, or --movielens");
        }
        if (people != null) {
            source = source.withPeople(people);
        }
        ImportForm form = source.form();
        for (Map.Entry<String, String> entry : columns.entrySet()) {
            form = form.with(column(entry.getKey()), entry.getValue());
        }
        return source.withForm(form).withStrict(strict);
    }

    private Column column(String name) {
        try {
            return Column.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--column knows no '" + name + "', expected one of " + List.of(Column.values()),
                    e);
        }
    }

    private void tell(Screen screen, ImportProgress progress) {
        if (System.nanoTime() - toldAt > TELL_NANOS) {
            toldAt = System.nanoTime();
            screen.say(
                    "%,d of %,d completions, %,.0f a second, %d:%02d left"
                            .formatted(
                                    progress.done(),
                                    progress.total(),
                                    progress.perSecond(),
                                    progress.left().toMinutes(),
                                    progress.left().toSecondsPart()));
        }
    }

    private static void printReport(Screen screen, ImportReport report) {
        screen.say(
                "%,d courses, %,d people, %,d completions written in %d s; %,d were there already; %,d bad lines"
                        .formatted(
                                report.courses(),
                                report.people(),
                                report.completions(),
                                report.took().toSeconds(),
                                report.alreadyThere(),
                                report.badLines().size()));
        report.badLines().stream()
                .limit(SHOWN_MAX)
                .map(BadLine::message)
                .forEach(message -> screen.say("  " + message));
    }

    private static void interruptAtStop(StopSignal stop, Thread importing) {
        while (!Thread.currentThread().isInterrupted()) {
            if (stop.await(Duration.ofSeconds(1)) && stop.isRequested()) {
                importing.interrupt();
                return;
            }
        }
    }
}
