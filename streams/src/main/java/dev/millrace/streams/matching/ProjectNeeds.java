package dev.millrace.streams.matching;

import dev.millrace.schema.topics.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a row of {@code projects.projects} asks for.
 *
 * @param skills comparable forms
 * @param certifications comparable forms
 * @param years of experience, 0 for none asked
 * @param budgetMinCents null without a lower limit
 * @param budgetMaxCents null without a budget
 * @param position null for a project without a place
 */
public record ProjectNeeds(
        List<String> skills,
        List<String> certifications,
        long years,
        @Nullable Long budgetMinCents,
        @Nullable Long budgetMaxCents,
        @Nullable Position position) {

    public ProjectNeeds {
        skills = List.copyOf(skills);
        certifications = List.copyOf(certifications);
    }

    /** What the row asks for. */
    public static ProjectNeeds of(Row project) {
        return new ProjectNeeds(
                Terms.comparable(project.texts("skills_required")),
                Terms.comparable(project.texts("certifications_required")),
                project.integer("experience_required_years"),
                project.integerOrNull("budget_min_cents"),
                project.integerOrNull("budget_max_cents"),
                Position.of(project));
    }

    /** The same without its budget, for those who have not named a price. */
    public ProjectNeeds withoutBudget() {
        return new ProjectNeeds(skills, certifications, years, null, null, position);
    }
}
