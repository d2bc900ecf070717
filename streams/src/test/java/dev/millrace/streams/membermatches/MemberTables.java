package dev.millrace.streams.membermatches;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.Rows;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tables as plain maps, and the rows that follow from them, computed the plain way. */
final class MemberTables {

    final Map<String, Boolean> users = new TreeMap<>();
    final Map<String, Profile> profiles = new TreeMap<>();
    final Map<String, Project> projects = new TreeMap<>();

    /** What a project asks for; numbers whose fractions have few decimals. */
    record Project(boolean published, List<String> skills, int years, boolean placed) {
        Row row(String id, int budget) {
            return Rows.row(
                    "id",
                    id,
                    "status",
                    published ? "published" : "closed",
                    "deleted_at",
                    null,
                    "skills_required",
                    skills,
                    "certifications_required",
                    List.of(),
                    "experience_required_years",
                    years,
                    "budget_min_cents",
                    null,
                    "budget_max_cents",
                    budget,
                    "latitude",
                    placed ? "10.000000" : null,
                    "longitude",
                    placed ? "20.000000" : null);
        }
    }

    /** A person in the same place as the projects, or nowhere. */
    record Profile(List<String> skills, int years, boolean placed) {
        Row row(String user) {
            return Rows.row(
                    "user_id",
                    user,
                    "skills",
                    skills,
                    "certifications",
                    List.of(),
                    "years_experience",
                    years,
                    "latitude",
                    placed ? "10.000000" : null,
                    "longitude",
                    placed ? "20.000000" : null);
        }
    }

    static Row user(String id, boolean active) {
        return Rows.row("id", id, "status", active ? "active" : "inactive", "deleted_at", null);
    }

    Map<RowKey, Row> expected() {
        Map<RowKey, Row> rows = new HashMap<>();
        projects.forEach((id, project) -> {
            if (project.published) {
                rows.putAll(bestOf(id, project));
            }
        });
        return rows;
    }

    private Map<RowKey, Row> bestOf(String id, Project project) {
        Map<String, Row> scored = new TreeMap<>();
        users.forEach((user, active) -> {
            Row row = active ? row(id, project, user) : null;
            if (row != null) {
                scored.put(user, row);
            }
        });
        List<Map.Entry<String, Row>> order =
                scored.entrySet().stream()
                        .sorted(
                                Comparator.comparing((Map.Entry<String, Row> entry) ->
                                                new BigDecimal(entry.getValue().text("score")))
                                        .reversed()
                                        .thenComparing(Map.Entry.comparingByKey()))
                        .limit(50)
                        .toList();
        Map<RowKey, Row> best = new HashMap<>();
        order.forEach(entry -> {
            entry.getValue().json().put("rank", best.size() + 1);
            best.put(RowKey.of(id, entry.getKey()), entry.getValue());
        });
        return best;
    }

    private @Nullable Row row(String id, Project project, String user) {
        Profile profile = profiles.getOrDefault(user, new Profile(List.of(), 0, false));
        BigDecimal skills =
                project.skills.isEmpty()
                        ? null
                        : fraction(
                                project.skills.stream().filter(profile.skills::contains).count(),
                                project.skills.size());
        BigDecimal experience =
                project.years == 0
                        ? null
                        : fraction(Math.min(project.years, profile.years), project.years);
        BigDecimal location = project.placed && profile.placed ? BigDecimal.ONE : null;
        BigDecimal weighted = BigDecimal.ZERO;
        int weights = 0;
        BigDecimal[] parts = {skills, experience, location};
        int[] percent = {40, 15, 15};
        for (int i = 0; i < parts.length; i++) {
            if (parts[i] != null) {
                weighted = weighted.add(parts[i].multiply(BigDecimal.valueOf(percent[i])));
                weights += percent[i];
            }
        }
        return weights == 0
                ? null
                : Rows.row(
                        "project_id",
                        id,
                        "user_id",
                        user,
                        "score",
                        weighted.movePointRight(2)
                                .divide(BigDecimal.valueOf(weights), 2, RoundingMode.HALF_UP)
                                .toPlainString(),
                        "skills_part",
                        shown(skills),
                        "certifications_part",
                        null,
                        "experience_part",
                        shown(experience),
                        "location_part",
                        shown(location),
                        "budget_part",
                        null,
                        "rank",
                        0,
                        "model_version",
                        "default");
    }

    private static BigDecimal fraction(long part, long whole) {
        return BigDecimal.valueOf(part).divide(BigDecimal.valueOf(whole));
    }

    private static @Nullable String shown(@Nullable BigDecimal part) {
        return part == null ? null : part.setScale(4).toPlainString();
    }
}
