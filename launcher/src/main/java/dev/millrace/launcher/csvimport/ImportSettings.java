package dev.millrace.launcher.csvimport;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What to import.
 *
 * @param courses file of the courses
 * @param people file of the people; without one, whoever has a completion becomes a person
 * @param completions file of the completions
 * @param dataset keeps the keys of one source apart from those of another: the same key in the same
 *     data set is the same row
 * @param strict true to write nothing at all when a line is bad
 */
public record ImportSettings(
        Path courses,
        Optional<Path> people,
        Path completions,
        ImportForm form,
        String dataset,
        boolean strict) {

    public ImportSettings {
        if (dataset.isBlank()) {
            throw new IllegalArgumentException("import.dataset is blank, expected a name");
        }
    }

    /** The standard form, data set {@code import}, bad lines left out. */
    public static ImportSettings of(Path courses, Path completions) {
        return new ImportSettings(
                courses, Optional.empty(), completions, ImportForm.standard(), "import", false);
    }

    /** {@code movies.csv} and {@code ratings.csv} of a MovieLens folder. */
    public static ImportSettings movieLens(Path folder) {
        return new ImportSettings(
                folder.resolve("movies.csv"),
                Optional.empty(),
                folder.resolve("ratings.csv"),
                ImportForm.movieLens(),
                "movielens",
                false);
    }

    public ImportSettings withPeople(Path file) {
        return new ImportSettings(courses, Optional.of(file), completions, form, dataset, strict);
    }

    public ImportSettings withForm(ImportForm other) {
        return new ImportSettings(courses, people, completions, other, dataset, strict);
    }

    public ImportSettings withStrict(boolean refuseBadLines) {
        return new ImportSettings(courses, people, completions, form, dataset, refuseBadLines);
    }
}
