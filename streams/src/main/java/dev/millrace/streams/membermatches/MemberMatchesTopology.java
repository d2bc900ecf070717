package dev.millrace.streams.membermatches;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.derived.DerivedTopic;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.fanout.Merged;
import dev.millrace.streams.matching.Applicant;
import dev.millrace.streams.matching.ProductionModels;
import dev.millrace.streams.matching.ProjectNeeds;
import dev.millrace.streams.slim.SlimSerde;
import dev.millrace.streams.slim.SlimStream;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@code derived.member_matches}: the best fifty active members of each published project.
 *
 * <pre>
 * users ----------------------------+
 * user_profiles --------------------+-- shortlists --(by-project)-- ranking -- rows
 * projects --(projects-to-all)------+
 * ai_models, the same for all ------+
 * </pre>
 *
 * <p>In brackets the repartition topics. Each partition of members has all published projects and
 * keeps a shortlist of its own members for each; a project's partition ranks what the shortlists
 * show. A member is one hop away from the rows, a project two.
 *
 * <p>The rows of one change leave together, and the table writer may still part them: for a moment
 * two members of a project may share a rank, or one rank be missing. A score may combine the newest
 * row of a project with the previous row of a profile until both have arrived.
 */
public final class MemberMatchesTopology {

    private static final String USERS = "users";
    private static final String PROFILES = "user-profiles";
    private static final String PROJECTS = "projects";

    // Nodes between.
    private static final String ACCOUNTS = "accounts";
    private static final String APPLICANTS = "applicants";
    private static final String NEEDS = "needs";
    private static final String INPUTS = "inputs";
    private static final String SHORTLISTED = "shortlisted";
    private static final String RANKED = "ranked";

    // Repartition topics: a renamed one is a migration.
    private static final String PROJECTS_TO_ALL = "projects-to-all";
    private static final String BY_PROJECT = "by-project";

    private MemberMatchesTopology() {}

    public static void build(StreamsBuilder builder) {
        build(builder, Hop.repartition());
    }

    static void build(StreamsBuilder builder, Hop hop) {
        ProductionModels.addTo(builder);
        KStream<RowKey, Boolean> users =
                SlimStream.of(builder, USERS, Topics.capture("identity.users"), Member::isActive);
        KStream<RowKey, Applicant> profiles =
                SlimStream.of(
                        builder, PROFILES, Topics.capture("identity.user_profiles"), Applicant::of);
        KStream<RowKey, ProjectNeeds> projects =
                hop.toAll(
                        SlimStream.of(
                                builder,
                                PROJECTS,
                                Topics.capture("projects.projects"),
                                MemberMatchesTopology::needsOfPublished),
                        PROJECTS_TO_ALL,
                        new SlimSerde<>(ProjectNeeds.class));

        KStream<RowKey, ShortlistChange> changes =
                Merged.<RowKey, MatchInput>of(
                                INPUTS,
                                users.mapValues(
                                        active -> new MatchInput.Account(active != null),
                                        Named.as(ACCOUNTS)),
                                profiles.mapValues(MatchInput.Profile::new, Named.as(APPLICANTS)),
                                projects.mapValues(MatchInput.Project::new, Named.as(NEEDS)))
                        .process(Shortlisting.supplier(), Named.as(SHORTLISTED));
        KStream<RowKey, Row> rows =
                hop.byKey(changes, BY_PROJECT, new SlimSerde<>(ShortlistChange.class))
                        .process(Ranking.supplier(), Named.as(RANKED));
        DerivedTopic.publish(rows, DerivedStores.MEMBER_MATCHES);
    }

    private static @Nullable ProjectNeeds needsOfPublished(Row project) {
        return project.text("status").equals("published")
                        && project.textOrNull("deleted_at") == null
                ? ProjectNeeds.of(project).withoutBudget()
                : null;
    }
}
