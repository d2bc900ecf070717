package dev.millrace.launcher.command;

import dev.millrace.launcher.pipeline.DerivedCheck;
import dev.millrace.launcher.pipeline.IndexChecks;
import dev.millrace.launcher.pipeline.Pipeline;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.settings.MillraceSettings;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.search.SearchIndexes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares derived tables and search indexes with their oracles. */
@Command(
        name = "verify",
        header =
                "Compares every derived table and search index with its oracle, in both directions.",
        description = {
            "",
            "Waits until each store, or search index, holds everything committed so far, then compares: ranges of keys"
                    + " first, rows only where ranges differ. The application may go on writing: a"
                    + " row counts as different when it stood still and differed for some seconds.",
            "When the embedded pipeline is not running it is started for the check and stopped"
                    + " again. Exit code 0 means: no difference.",
            "With --repair, rows that differ are sent to their table again through the pipeline, as"
                    + " the store's topic has them, and compared once more. A row that is wrong in"
                    + " the topic too needs a rebuild of its store.",
            ""
        })
final class VerifyCommand implements Callable<Integer> {

    private static final String INDEX = "search:";

    @Mixin private CommonOptions common = new CommonOptions();

    @Parameters(
            paramLabel = "STORE",
            arity = "0..*",
            description = "Which stores, or search:INDEX (default: all).")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "Longest wait for each store (default: 120).")
    private int patienceSeconds;

    @Option(names = "--repair", description = "Mend the rows that differ, through the pipeline.")
    private boolean repair;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        List<DerivedStore> named = stores();
        MillraceSettings settings = common.settings("verify");
        Screen screen = new Screen(spec.commandLine().getOut());
        try (Pipeline pipeline = Pipeline.attachOrStart(settings, screen::say)) {
            List<DerivedStore> stores =
                    named.isEmpty() ? IndexChecks.everythingThatRuns(pipeline) : named;
            DerivedCheck check = check(pipeline, stores, screen);
            if (repair && check.differences() > 0) {
                check = repaired(pipeline, check, screen);
            }
            return check.isRight() ? 0 : Failures.FAILED;
        }
    }

    private DerivedCheck check(Pipeline pipeline, List<DerivedStore> stores, Screen screen) {
        DerivedCheck check =
                DerivedCheck.besideTraffic(pipeline, stores, Duration.ofSeconds(patienceSeconds));
        screen.say(check.table());
        screen.say(check.summary());
        return check;
    }

    private DerivedCheck repaired(Pipeline pipeline, DerivedCheck wrong, Screen screen) {
        List<DerivedStore> stores = wrong.repair(pipeline);
        screen.say("The rows that differ were sent to their tables again; comparing once more");
        DerivedCheck after = check(pipeline, stores, screen);
        after.comparisons().stream()
                .filter(comparison -> !comparison.isEqual())
                .forEach(comparison ->
                        screen.say(
                                comparison.store().isIndex()
                                        ? comparison.store().name()
                                                + " is not mended by this: only its writer changes it"
                                        : "%s is wrong in its topic, too: ./millrace rebuild %s"
                                                .formatted(
                                                        comparison.store().name(),
                                                        comparison.store().name())));
        return after;
    }

    private static DerivedStore store(String name) {
        return name.startsWith(INDEX)
                ? DerivedStore.of(SearchIndexes.get(name.substring(INDEX.length())))
                : DerivedStores.get(name);
    }

    private List<DerivedStore> stores() {
        try {
            return names.stream().map(VerifyCommand::store).toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
