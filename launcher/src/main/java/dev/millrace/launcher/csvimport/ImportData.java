package dev.millrace.launcher.csvimport;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the files hold, checked, in memory.
 *
 * @param courses by key, in the order of the file
 * @param people by key; empty when there is no file of people
 * @param completions in the order of time, then of the file
 * @param badLines lines left out
 */
record ImportData(
        Map<String, Course> courses,
        Map<String, Person> people,
        List<Completion> completions,
        List<BadLine> badLines) {

    record Course(String key, String title, String category, List<String> tags) {}

    record Person(String displayName, Optional<String> email) {}

    /**
     * @param rating as given, 0.5 to 5; empty for none
     */
    record Completion(
            long line, String person, String course, Optional<BigDecimal> rating, Instant at) {}

    static ImportData read(ImportSettings settings) {
        List<BadLine> badLines = new ArrayList<>();
        Map<String, Course> courses = courses(settings, badLines);
        Map<String, Person> people = people(settings, badLines);
        List<Completion> completions = completions(settings, courses, people, badLines);
        completions.sort(Comparator.comparing(Completion::at).thenComparingLong(Completion::line));
        return new ImportData(courses, people, completions, badLines);
    }

    private static Map<String, Course> courses(ImportSettings settings, List<BadLine> badLines) {
        ImportForm form = settings.form();
        String key = form.header(Column.COURSE_KEY);
        String title = form.header(Column.TITLE);
        String category = form.header(Column.CATEGORY);
        String tags = form.header(Column.TAGS);
        List<String> headers =
                form.categoryIsFirstTag()
                        ? List.of(key, title, tags)
                        : List.of(key, title, category, tags);
        Map<String, Course> courses = new LinkedHashMap<>();
        new CsvFile(settings.courses(), badLines::add)
                .read(
                        headers,
                        record -> {
                            List<String> names = tags(record.text(tags), form);
                            Optional<String> named =
                                    form.categoryIsFirstTag()
                                            ? names.stream().findFirst()
                                            : record.text(category);
                            String id = record.required(key);
                            Course course =
                                    new Course(
                                            id,
                                            record.required(title),
                                            named.orElse("none"),
                                            names);
                            if (courses.putIfAbsent(id, course) != null) {
                                throw record.bad(key, id, "a key that no line before has");
                            }
                        });
        return courses;
    }

    private static List<String> tags(Optional<String> field, ImportForm form) {
        if (field.isEmpty() || field.equals(form.noTags())) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (String name : field.get().split("\\|", -1)) {
            if (!name.isBlank()) {
                names.add(name.strip());
            }
        }
        return names;
    }

    private static Map<String, Person> people(ImportSettings settings, List<BadLine> badLines) {
        Map<String, Person> people = new HashMap<>();
        if (settings.people().isEmpty()) {
            return people;
        }
        ImportForm form = settings.form();
        String key = form.header(Column.PERSON_KEY);
        String name = form.header(Column.DISPLAY_NAME);
        String email = form.header(Column.EMAIL);
        Set<String> emails = new HashSet<>();
        new CsvFile(settings.people().get(), badLines::add)
                .read(
                        List.of(key, name),
                        record -> {
                            String id = record.required(key);
                            Person person = new Person(record.required(name), record.email(email));
                            if (people.containsKey(id)) {
                                throw record.bad(key, id, "a key that no line before has");
                            }
                            if (person.email().isPresent()
                                    && !emails.add(person.email().get().toLowerCase(Locale.ROOT))) {
                                throw record.bad(
                                        email,
                                        person.email().get(),
                                        "an address that no line before has");
                            }
                            people.put(id, person);
                        });
        return people;
    }

    private static List<Completion> completions(
            ImportSettings settings,
            Map<String, Course> courses,
            Map<String, Person> people,
            List<BadLine> badLines) {
        ImportForm form = settings.form();
        String person = form.header(Column.PERSON_KEY);
        String course = form.header(Column.COURSE_KEY);
        String rating = form.header(Column.RATING);
        String completedAt = form.header(Column.COMPLETED_AT);
        List<Completion> completions = new ArrayList<>();
        Set<List<String>> seen = new HashSet<>();
        new CsvFile(settings.completions(), badLines::add)
                .read(
                        List.of(person, course, rating, completedAt),
                        record -> {
                            Completion completion =
                                    new Completion(
                                            record.line(),
                                            record.required(person),
                                            record.required(course),
                                            record.rating(rating),
                                            record.time(completedAt));
                            if (!courses.containsKey(completion.course())) {
                                throw record.bad(
                                        course, completion.course(), "the key of a course");
                            }
                            if (settings.people().isPresent()
                                    && !people.containsKey(completion.person())) {
                                throw record.bad(
                                        person, completion.person(), "the key of a person");
                            }
                            if (!seen.add(List.of(completion.person(), completion.course()))) {
                                throw record.bad(
                                        course,
                                        completion.course(),
                                        "a course that no line before completes for person "
                                                + completion.person());
                            }
                            completions.add(completion);
                        });
        return completions;
    }
}
