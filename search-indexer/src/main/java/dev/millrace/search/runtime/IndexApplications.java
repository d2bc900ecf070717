package dev.millrace.search.runtime;

import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.search.content.ContentTopology;
import dev.millrace.search.courses.CoursesTopology;
import dev.millrace.search.lessons.LessonsTopology;
import dev.millrace.search.practitioners.PractitionersTopology;
import dev.millrace.search.projects.ProjectsTopology;
import dev.millrace.search.reviews.ReviewsTopology;
import dev.millrace.search.services.ServicesTopology;
import dev.millrace.search.specializations.SpecializationsTopology;
import java.util.List;

/** The application of each index of this release. */
public final class IndexApplications {

    private static final List<IndexApplication> ALL =
            List.of(
                    new IndexApplication(SearchIndexes.PROJECTS, 1, ProjectsTopology::build),
                    new IndexApplication(SearchIndexes.COURSES, 1, CoursesTopology::build),
                    new IndexApplication(SearchIndexes.LESSONS, 1, LessonsTopology::build),
                    new IndexApplication(
                            SearchIndexes.PRACTITIONERS, 1, PractitionersTopology::build),
                    new IndexApplication(SearchIndexes.SERVICES, 1, ServicesTopology::build),
                    new IndexApplication(SearchIndexes.CONTENT, 1, ContentTopology::build),
                    new IndexApplication(SearchIndexes.REVIEWS, 1, ReviewsTopology::build),
                    new IndexApplication(
                            SearchIndexes.SPECIALIZATIONS, 1, SpecializationsTopology::build));

    private IndexApplications() {}

    /** All of them, in the order of the catalogue of indexes. */
    public static List<IndexApplication> all() {
        return ALL;
    }
}
