package dev.millrace.streams.membermatches;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.PathStore;
import dev.millrace.streams.matching.Applicant;
import dev.millrace.streams.matching.MatchModel;
import dev.millrace.streams.matching.ProductionModels;
import dev.millrace.streams.matching.ProjectNeeds;
import dev.millrace.streams.slim.SlimSerde;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Matches the members of one partition with all published projects.
 *
 * <p>A changed member is scored once for each published project; a changed project scores each
 * member of the partition once. What is sent on is bounded by twice the length that a shortlist
 * shows. The model is read when something is scored: a changed model changes nothing by itself.
 */
final class Shortlisting {

    // Renamed ones are a migration.
    private static final String MEMBERS = "members";
    private static final String PROJECTS = "published-projects";

    private final Set<StoreBuilder<?>> stores =
            Stream.concat(
                            Shortlists.stores().stream(),
                            Stream.of(
                                    PathStore.builder(MEMBERS, new SlimSerde<>(Member.class)),
                                    PathStore.builder(
                                            PROJECTS, new SlimSerde<>(ProjectNeeds.class))))
                    .collect(Collectors.toUnmodifiableSet());

    /** Takes accounts by person: true for who is active, null for who is not. */
    ProcessorSupplier<RowKey, Boolean, RowKey, ShortlistChange> ofUsers() {
        return supplying(UserSide::new);
    }

    /** Takes profiles by person, null when one is gone. */
    ProcessorSupplier<RowKey, Applicant, RowKey, ShortlistChange> ofProfiles() {
        return supplying(ProfileSide::new);
    }

    /** Takes every project in every partition, null when one is not published any more. */
    ProcessorSupplier<RowKey, ProjectNeeds, RowKey, ShortlistChange> ofProjects() {
        return supplying(ProjectSide::new);
    }

    private <V> ProcessorSupplier<RowKey, V, RowKey, ShortlistChange> supplying(
            Supplier<Processor<RowKey, V, RowKey, ShortlistChange>> processor) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<RowKey, V, RowKey, ShortlistChange> get() {
                return processor.get();
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return stores;
            }
        };
    }

    private abstract static class Side<V>
            extends ContextualProcessor<RowKey, V, RowKey, ShortlistChange> {

        @SuppressWarnings("NullAway.Init")
        PathStore<Member> members;

        @SuppressWarnings("NullAway.Init")
        PathStore<ProjectNeeds> projects;

        @SuppressWarnings("NullAway.Init")
        Shortlists shortlists;

        @SuppressWarnings("NullAway.Init")
        Supplier<MatchModel> model;

        @Override
        public void init(ProcessorContext<RowKey, ShortlistChange> context) {
            super.init(context);
            members = PathStore.of(context, MEMBERS);
            projects = PathStore.of(context, PROJECTS);
            shortlists = new Shortlists(context);
            model = ProductionModels.reader(context);
        }

        void fill(RowKey project, ProjectNeeds needs) {
            MatchModel current = model.get();
            shortlists.fill(
                    project,
                    tell ->
                            members.each((path, member) -> {
                                String user = path.value(0);
                                Applicant matched = member.matched();
                                Candidate candidate =
                                        matched == null
                                                ? null
                                                : Candidate.of(needs, user, matched, current);
                                if (candidate != null) {
                                    tell.accept(user, candidate);
                                }
                            }));
        }

        /** Sends on how what is shown differs from before. */
        void send(Record<RowKey, V> cause, RowKey project, Map<String, Candidate> before) {
            ShortlistChange change = ShortlistChange.between(before, shortlists.shown(project));
            if (!change.entries().isEmpty()) {
                context().forward(cause.withKey(project).withValue(change));
            }
        }
    }

    private abstract static class MemberSide<V> extends Side<V> {

        abstract Member after(Member before, @Nullable V value);

        @Override
        public void process(Record<RowKey, V> record) {
            RowKey key = record.key();
            Member stored = members.get(key);
            Member before = stored == null ? Member.NOBODY : stored;
            Member after = after(before, record.value());
            if (after.equals(before)) {
                return;
            }
            members.set(key, after.equals(Member.NOBODY) ? null : after);
            Applicant matched = after.matched();
            if (!Objects.equals(matched, before.matched())) {
                MatchModel current = model.get();
                projects.each((project, needs) ->
                        match(
                                record,
                                project,
                                needs,
                                matched == null
                                        ? null
                                        : Candidate.of(needs, key.value(0), matched, current)));
            }
        }

        private void match(
                Record<RowKey, V> record,
                RowKey project,
                ProjectNeeds needs,
                @Nullable Candidate candidate) {
            String user = record.key().value(0);
            if (!shortlists.concerns(project, user, candidate)) {
                return;
            }
            Map<String, Candidate> before = shortlists.shown(project);
            shortlists.put(project, user, candidate);
            if (shortlists.isShort(project)) {
                fill(project, needs);
            }
            send(record, project, before);
        }
    }

    private static final class UserSide extends MemberSide<Boolean> {
        @Override
        Member after(Member before, @Nullable Boolean active) {
            return before.withActive(active != null);
        }
    }

    private static final class ProfileSide extends MemberSide<Applicant> {
        @Override
        Member after(Member before, @Nullable Applicant profile) {
            return before.withProfile(profile);
        }
    }

    private static final class ProjectSide extends Side<ProjectNeeds> {
        @Override
        public void process(Record<RowKey, ProjectNeeds> record) {
            RowKey project = record.key();
            ProjectNeeds needs = record.value();
            if (Objects.equals(projects.get(project), needs)) {
                return;
            }
            projects.set(project, needs);
            Map<String, Candidate> before = shortlists.shown(project);
            if (needs == null) {
                shortlists.clear(project);
            } else {
                fill(project, needs);
            }
            send(record, project, before);
        }
    }
}
