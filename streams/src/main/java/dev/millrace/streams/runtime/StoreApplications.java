package dev.millrace.streams.runtime;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.streams.courseprogress.CourseProgressTopology;
import dev.millrace.streams.coursestatistics.CourseStatisticsTopology;
import dev.millrace.streams.matching.MatchScoresTopology;
import dev.millrace.streams.membermatches.MemberMatchesTopology;
import dev.millrace.streams.practitionerstats.PractitionerStatsTopology;
import java.util.List;

/** Every store application of this release. */
public final class StoreApplications {

    private static final List<StoreApplication> ALL =
            List.of(
                    new StoreApplication(
                            DerivedStores.COURSE_PROGRESS, 1, CourseProgressTopology::build),
                    new StoreApplication(
                            DerivedStores.COURSE_STATISTICS, 1, CourseStatisticsTopology::build),
                    StoreApplication.of(
                            DerivedStores.PRACTITIONER_STATS, 2, PractitionerStatsTopology::build),
                    new StoreApplication(DerivedStores.MATCH_SCORES, 1, MatchScoresTopology::build),
                    new StoreApplication(
                            DerivedStores.MEMBER_MATCHES, 1, MemberMatchesTopology::build));

    private StoreApplications() {}

    public static List<StoreApplication> all() {
        return ALL;
    }
}
