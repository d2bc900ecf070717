package dev.millrace.streams.matching;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.derived.DerivedTopic;
import dev.millrace.streams.fanout.ChildChange;
import dev.millrace.streams.fanout.ChildRouter;
import dev.millrace.streams.fanout.FanOut;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.fanout.Merged;
import dev.millrace.streams.slim.SlimSerde;
import dev.millrace.streams.slim.SlimStream;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

/**
 * Builds {@code derived.match_scores}: one row for every application whose project exists.
 *
 * <pre>
 * applications --(by-project)--+
 * projects --------------------+-- candidacies --(by-applicant)--+
 * user_profiles -------------------------------------------------+-- rows
 * ai_models, the same for all -----------------------------------+
 * </pre>
 *
 * <p>In brackets the repartition topics: an application is two hops away from its row, a project
 * one, a profile none.
 */
public final class MatchScoresTopology {

    // Tables: nodes <name>-source and <name>-route, keys in the stores of placements.
    private static final String APPLICATIONS = "applications";
    private static final String PROJECTS = "projects";
    private static final String PROFILES = "user-profiles";

    // Nodes between.
    private static final String PROFILES_SCORED = "user-profiles-scored";
    private static final String CANDIDACIES_SCORED = "candidacies-scored";
    private static final String ROWS = "match-scores-rows";

    // Repartition topics and stores: a renamed one is a migration.
    private static final String BY_PROJECT = "by-project";
    private static final String BY_APPLICANT = "by-applicant";
    private static final String PLACED_AT_PROJECTS = "placed-at-projects";
    // Stores <name>-parents and <name>-children, nodes <name>-parent, <name>-child, <name>-pairs.
    private static final String PROJECT_APPLICATIONS = "project-applications";
    static final String APPLICANTS = "applicants";
    static final String CANDIDACIES = "candidacies";
    static final String SCORES = "scores";

    private MatchScoresTopology() {}

    public static void build(StreamsBuilder builder) {
        build(builder, Hop.repartition());
    }

    static void build(StreamsBuilder builder, Hop hop) {
        Serde<Offer> offers = new SlimSerde<>(Offer.class);
        Serde<Candidacy> candidacies = new SlimSerde<>(Candidacy.class);

        ProductionModels.addTo(builder);
        KStream<RowKey, ChildChange<Offer>> byProject =
                hop.through(
                        new ChildRouter<>(PLACED_AT_PROJECTS, offers)
                                .route(
                                        builder,
                                        APPLICATIONS,
                                        Topics.capture("projects.applications"),
                                        Placements::ofApplication),
                        BY_PROJECT,
                        offers);
        KStream<RowKey, ChildChange<Candidacy>> byApplicant =
                hop.through(
                        new FanOut<>(
                                        PROJECT_APPLICATIONS,
                                        new SlimSerde<>(ProjectNeeds.class),
                                        offers,
                                        Placements::ofCandidacy)
                                .of(
                                        SlimStream.of(
                                                builder,
                                                PROJECTS,
                                                Topics.capture("projects.projects"),
                                                ProjectNeeds::of),
                                        byProject),
                        BY_APPLICANT,
                        candidacies);
        KStream<RowKey, Applicant> profiles =
                SlimStream.of(
                        builder, PROFILES, Topics.capture("identity.user_profiles"), Applicant::of);

        Scoring scoring = new Scoring();
        KStream<RowKey, Row> rows =
                Merged.of(
                        ROWS,
                        byApplicant.process(scoring.ofCandidacies(), Named.as(CANDIDACIES_SCORED)),
                        profiles.process(scoring.ofProfiles(), Named.as(PROFILES_SCORED)));
        DerivedTopic.publish(rows, DerivedStores.MATCH_SCORES);
    }
}
