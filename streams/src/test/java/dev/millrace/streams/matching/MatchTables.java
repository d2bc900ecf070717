package dev.millrace.streams.matching;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.Rows;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables as plain lists, and the rows that follow from them, computed the plain way. */
final class MatchTables {

    final List<Project> projects = new ArrayList<>();
    final List<Application> applications = new ArrayList<>();
    final List<Profile> profiles = new ArrayList<>();

    /** A project at a place, or nowhere; budgets in cents. */
    record Project(
            String id, List<String> skills, int years, @Nullable Integer budget, boolean placed) {
        RowKey key() {
            return RowKey.of(id);
        }

        Row row() {
            return Rows.row(
                    "id",
                    id,
                    "title",
                    "unimportant",
                    "skills_required",
                    skills,
                    "certifications_required",
                    List.of("OSHA10"),
                    "experience_required_years",
                    years,
                    "budget_min_cents",
                    null,
                    "budget_max_cents",
                    budget,
                    "latitude",
                    placed ? "37.774900" : null,
                    "longitude",
                    placed ? "-122.419400" : null);
        }
    }

    record Application(String id, String project, String user, @Nullable Integer proposal) {
        RowKey key() {
            return RowKey.of(id);
        }

        Row row() {
            return Rows.row(
                    "id", id,
                    "project_id", project,
                    "user_id", user,
                    "certifications_provided", List.of(),
                    "budget_proposal_cents", proposal);
        }
    }

    /** A person in the same place as the projects, or nowhere. */
    record Profile(String user, List<String> skills, boolean certified, int years, boolean placed) {
        RowKey key() {
            return RowKey.of(user);
        }

        Row row() {
            return Rows.row(
                    "user_id",
                    user,
                    "skills",
                    skills,
                    "certifications",
                    certified ? List.of(Map.of("name", " osha10 ", "year", 2020)) : List.of(),
                    "years_experience",
                    years,
                    "latitude",
                    placed ? "37.774900" : null,
                    "longitude",
                    placed ? "-122.419400" : null);
        }
    }

    Map<RowKey, Row> expected() {
        Map<RowKey, Row> rows = new HashMap<>();
        for (Application application : applications) {
            projects.stream()
                    .filter(project -> project.id.equals(application.project))
                    .forEach(project ->
                            rows.put(
                                    RowKey.of(project.id, application.user),
                                    expected(application, project)));
        }
        return rows;
    }

    /** Fractions here have few decimals, so exact arithmetic needs no care. */
    private Row expected(Application application, Project project) {
        Optional<Profile> profile =
                profiles.stream().filter(p -> p.user.equals(application.user)).findFirst();
        List<String> known = profile.map(Profile::skills).orElse(List.of());
        BigDecimal skills =
                project.skills.isEmpty()
                        ? null
                        : fraction(
                                project.skills.stream()
                                        .map(skill -> skill.toLowerCase(Locale.ROOT))
                                        .filter(known::contains)
                                        .count(),
                                project.skills.size());
        BigDecimal certifications =
                profile.filter(Profile::certified).isPresent() ? BigDecimal.ONE : BigDecimal.ZERO;
        BigDecimal experience =
                project.years == 0
                        ? null
                        : fraction(
                                Math.min(project.years, profile.map(Profile::years).orElse(0)),
                                project.years);
        BigDecimal location =
                project.placed && profile.filter(Profile::placed).isPresent()
                        ? BigDecimal.ONE
                        : null;
        BigDecimal budget = budget(application.proposal, project.budget);
        BigDecimal weighted = BigDecimal.ZERO;
        int weights = 0;
        BigDecimal[] parts = {skills, certifications, experience, location, budget};
        int[] percent = {40, 20, 15, 15, 10};
        for (int i = 0; i < parts.length; i++) {
            if (parts[i] != null) {
                weighted = weighted.add(parts[i].multiply(BigDecimal.valueOf(percent[i])));
                weights += percent[i];
            }
        }
        return Rows.row(
                "project_id", project.id,
                "user_id", application.user,
                "application_id", application.id,
                "score",
                        weighted.movePointRight(2)
                                .divide(BigDecimal.valueOf(weights), 2, RoundingMode.HALF_UP)
                                .toPlainString(),
                "skills_part", shown(skills),
                "certifications_part", shown(certifications),
                "experience_part", shown(experience),
                "location_part", shown(location),
                "budget_part", shown(budget),
                "model_version", "default");
    }

    private static @Nullable BigDecimal budget(
            @Nullable Integer proposal, @Nullable Integer budget) {
        if (proposal == null || budget == null) {
            return null;
        }
        int above = Math.min(Math.max(proposal - budget, 0), budget);
        return fraction(budget - above, budget);
    }

    private static BigDecimal fraction(long part, long whole) {
        return BigDecimal.valueOf(part).divide(BigDecimal.valueOf(whole));
    }

    private static @Nullable String shown(@Nullable BigDecimal part) {
        return part == null ? null : part.setScale(4).toPlainString();
    }
}
