package dev.millrace.streams.runtime;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.streams.aimodelstats.AiModelStatsTopology;
import dev.millrace.streams.contentstatistics.ContentStatisticsTopology;
import dev.millrace.streams.conversationstate.ConversationStateTopology;
import dev.millrace.streams.conversions.ConversionsTopology;
import dev.millrace.streams.courseprogress.CourseProgressTopology;
import dev.millrace.streams.courserecommendations.CourseRecommendationsTopology;
import dev.millrace.streams.coursestatistics.CourseStatisticsTopology;
import dev.millrace.streams.emailstatistics.EmailStatisticsTopology;
import dev.millrace.streams.eventstatistics.EventStatisticsTopology;
import dev.millrace.streams.familyplanusage.FamilyPlanUsageTopology;
import dev.millrace.streams.learnerdashboard.LearnerDashboardTopology;
import dev.millrace.streams.matching.MatchScoresTopology;
import dev.millrace.streams.meetingstatistics.MeetingStatisticsTopology;
import dev.millrace.streams.membermatches.MemberMatchesTopology;
import dev.millrace.streams.notificationcounts.NotificationCountsTopology;
import dev.millrace.streams.paymentstate.PaymentStateTopology;
import dev.millrace.streams.practitionerstats.PractitionerStatsTopology;
import dev.millrace.streams.projectstatistics.ProjectStatisticsTopology;
import dev.millrace.streams.resourcedownloads.ResourceDownloadsTopology;
import dev.millrace.streams.revenue.RevenueTopology;
import dev.millrace.streams.reviewcounts.ReviewCountsTopology;
import dev.millrace.streams.rolestatistics.RoleStatisticsTopology;
import dev.millrace.streams.searchterms.SearchTermsTopology;
import dev.millrace.streams.tagusage.TagUsageTopology;
import dev.millrace.streams.userengagement.UserEngagementTopology;
import java.util.List;

/** Every store application of this release. */
public final class StoreApplications {

    private static final List<StoreApplication> ALL =
            List.of(
                    new StoreApplication(
                            DerivedStores.COURSE_PROGRESS, 2, CourseProgressTopology::build),
                    new StoreApplication(
                            DerivedStores.COURSE_STATISTICS, 1, CourseStatisticsTopology::build),
                    StoreApplication.of(
                            DerivedStores.PRACTITIONER_STATS, 2, PractitionerStatsTopology::build),
                    new StoreApplication(DerivedStores.MATCH_SCORES, 1, MatchScoresTopology::build),
                    new StoreApplication(
                            DerivedStores.MEMBER_MATCHES, 1, MemberMatchesTopology::build),
                    StoreApplication.of(
                            DerivedStores.PROJECT_STATISTICS, 1, ProjectStatisticsTopology::build),
                    StoreApplication.of(
                            DerivedStores.REVIEW_COUNTS, 1, ReviewCountsTopology::build),
                    StoreApplication.of(
                            DerivedStores.MEETING_STATISTICS, 1, MeetingStatisticsTopology::build),
                    StoreApplication.of(
                            DerivedStores.EVENT_STATISTICS, 1, EventStatisticsTopology::build),
                    StoreApplication.of(DerivedStores.TAG_USAGE, 1, TagUsageTopology::build),
                    StoreApplication.of(
                            DerivedStores.FAMILY_PLAN_USAGE, 1, FamilyPlanUsageTopology::build),
                    StoreApplication.of(
                            DerivedStores.PAYMENT_STATE, 1, PaymentStateTopology::build),
                    StoreApplication.of(
                            DerivedStores.CONTENT_STATISTICS, 1, ContentStatisticsTopology::build),
                    StoreApplication.of(
                            DerivedStores.RESOURCE_DOWNLOADS, 1, ResourceDownloadsTopology::build),
                    StoreApplication.of(
                            DerivedStores.EMAIL_STATISTICS, 1, EmailStatisticsTopology::build),
                    StoreApplication.of(
                            DerivedStores.AI_MODEL_STATS, 1, AiModelStatsTopology::build),
                    StoreApplication.of(
                            DerivedStores.SEARCH_TERMS_DAILY, 1, SearchTermsTopology::build),
                    StoreApplication.of(
                            DerivedStores.CONVERSION_DAILY, 1, ConversionsTopology::build),
                    StoreApplication.of(DerivedStores.REVENUE_DAILY, 1, RevenueTopology::build),
                    new StoreApplication(
                            DerivedStores.CONVERSATION_STATE, 1, ConversationStateTopology::build),
                    new StoreApplication(
                            DerivedStores.USER_ENGAGEMENT, 1, UserEngagementTopology::build),
                    new StoreApplication(
                            DerivedStores.ROLE_STATISTICS, 1, RoleStatisticsTopology::build),
                    new StoreApplication(
                            DerivedStores.NOTIFICATION_COUNTS,
                            1,
                            NotificationCountsTopology::build),
                    new StoreApplication(
                            DerivedStores.LEARNER_DASHBOARD, 1, LearnerDashboardTopology::build),
                    StoreApplication.of(
                            DerivedStores.COURSE_RECOMMENDATIONS,
                            1,
                            CourseRecommendationsTopology::build));

    private StoreApplications() {}

    public static List<StoreApplication> all() {
        return ALL;
    }
}
