package dev.millrace.streams.membermatches;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.PathStore;
import dev.millrace.streams.matching.Applicant;
import dev.millrace.streams.matching.MatchModel;
import dev.millrace.streams.matching.ProductionModels;
import dev.millrace.streams.matching.ProjectNeeds;
import dev.millrace.streams.slim.SlimSerde;
import java.util.LinkedHashMap;
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
 * member of the partition once, and so does a shortlist that has lost its reserve. What is sent on
 * is bounded by twice the length that a shortlist shows. Published projects and shortlists are held
 * in memory beside the state. The model is read when something is scored: a changed model changes
 * nothing by itself.
 */
final class Shortlisting extends ContextualProcessor<RowKey, MatchInput, RowKey, ShortlistChange> {

    // Renamed ones are a migration.
    private static final String MEMBERS = "members";
    private static final String PROJECTS = "published-projects";

    @SuppressWarnings("NullAway.Init")
    private PathStore<Member> members;

    @SuppressWarnings("NullAway.Init")
    private PathStore<ProjectNeeds> storedProjects;

    @SuppressWarnings("NullAway.Init")
    private Map<RowKey, ProjectNeeds> projects;

    @SuppressWarnings("NullAway.Init")
    private Shortlists shortlists;

    @SuppressWarnings("NullAway.Init")
    private Supplier<MatchModel> model;

    static ProcessorSupplier<RowKey, MatchInput, RowKey, ShortlistChange> supplier() {
        Set<StoreBuilder<?>> stores =
                Stream.concat(
                                Shortlists.stores().stream(),
                                Stream.of(
                                        PathStore.builder(MEMBERS, new SlimSerde<>(Member.class)),
                                        PathStore.builder(
                                                PROJECTS, new SlimSerde<>(ProjectNeeds.class))))
                        .collect(Collectors.toUnmodifiableSet());
        return new ProcessorSupplier<>() {
            @Override
            public Processor<RowKey, MatchInput, RowKey, ShortlistChange> get() {
                return new Shortlisting();
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return stores;
            }
        };
    }

    @Override
    public void init(ProcessorContext<RowKey, ShortlistChange> context) {
        super.init(context);
        members = PathStore.of(context, MEMBERS);
        storedProjects = PathStore.of(context, PROJECTS);
        // Anew each time: a task that is begun again has other state than it had.
        projects = new LinkedHashMap<>();
        storedProjects.each(projects::put);
        shortlists = new Shortlists(context);
        model = ProductionModels.reader(context);
    }

    @Override
    public void process(Record<RowKey, MatchInput> record) {
        switch (record.value()) {
            case MatchInput.Account account ->
                    memberChanged(record, member(record.key()).withActive(account.active()));
            case MatchInput.Profile profile ->
                    memberChanged(record, member(record.key()).withProfile(profile.applicant()));
            case MatchInput.Project project -> projectChanged(record, project.needs());
        }
    }

    private Member member(RowKey key) {
        Member member = members.get(key);
        return member == null ? Member.NOBODY : member;
    }

    private void memberChanged(Record<RowKey, MatchInput> cause, Member after) {
        RowKey key = cause.key();
        Member before = member(key);
        if (after.equals(before)) {
            return;
        }
        members.set(key, after.equals(Member.NOBODY) ? null : after);
        Applicant matched = after.matched();
        if (Objects.equals(matched, before.matched())) {
            return;
        }
        String user = key.value(0);
        MatchModel current = model.get();
        projects.forEach((project, needs) -> {
            Candidate candidate =
                    matched == null ? null : Candidate.of(needs, user, matched, current);
            if (shortlists.concerns(project, user, candidate)) {
                Map<String, Candidate> shown = shortlists.shown(project);
                shortlists.put(project, user, candidate);
                if (shortlists.isShort(project)) {
                    fill(project, needs);
                }
                send(cause, project, shown);
            }
        });
    }

    private void projectChanged(Record<RowKey, MatchInput> cause, @Nullable ProjectNeeds needs) {
        RowKey project = cause.key();
        if (Objects.equals(projects.get(project), needs)) {
            return;
        }
        Map<String, Candidate> shown = shortlists.shown(project);
        storedProjects.set(project, needs);
        if (needs == null) {
            projects.remove(project);
            shortlists.clear(project);
        } else {
            projects.put(project, needs);
            fill(project, needs);
        }
        send(cause, project, shown);
    }

    private void fill(RowKey project, ProjectNeeds needs) {
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
    private void send(
            Record<RowKey, MatchInput> cause, RowKey project, Map<String, Candidate> before) {
        ShortlistChange change = ShortlistChange.between(before, shortlists.shown(project));
        if (!change.entries().isEmpty()) {
            context().forward(cause.withKey(project).withValue(change));
        }
    }
}
