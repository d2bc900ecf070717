package dev.millrace.streams.matching;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowSerde;
import dev.millrace.streams.fanout.ChildChange;
import dev.millrace.streams.fanout.PathSerde;
import dev.millrace.streams.fanout.PathStore;
import dev.millrace.streams.slim.SlimSerde;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Scores a person's applications at that person's partition.
 *
 * <p>A changed application is scored alone; a changed profile scores all applications of the
 * person, so its work is bounded by their number. The model is read when something is scored: a
 * changed model changes no row by itself.
 */
final class Scoring {

    private final Set<StoreBuilder<?>> stores =
            Set.of(
                    PathStore.builder(
                            MatchScoresTopology.APPLICANTS, new SlimSerde<>(Applicant.class)),
                    PathStore.builder(
                            MatchScoresTopology.CANDIDACIES, new SlimSerde<>(Candidacy.class)),
                    PathStore.builder(MatchScoresTopology.SCORES, new RowSerde()));

    /** Takes the profiles by person, null when one is gone. */
    ProcessorSupplier<RowKey, Applicant, RowKey, Row> ofProfiles() {
        return supplying(ProfileSide::new);
    }

    /** Takes the applications by person. */
    ProcessorSupplier<RowKey, ChildChange<Candidacy>, RowKey, Row> ofCandidacies() {
        return supplying(CandidacySide::new);
    }

    private <V> ProcessorSupplier<RowKey, V, RowKey, Row> supplying(
            Supplier<Processor<RowKey, V, RowKey, Row>> processor) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<RowKey, V, RowKey, Row> get() {
                return processor.get();
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return stores;
            }
        };
    }

    private abstract static class Side<V> extends ContextualProcessor<RowKey, V, RowKey, Row> {

        @SuppressWarnings("NullAway.Init")
        PathStore<Applicant> applicants;

        @SuppressWarnings("NullAway.Init")
        PathStore<Candidacy> candidacies;

        @SuppressWarnings("NullAway.Init")
        private PathStore<Row> scores;

        @SuppressWarnings("NullAway.Init")
        private Supplier<MatchModel> model;

        @Override
        public void init(ProcessorContext<RowKey, Row> context) {
            super.init(context);
            applicants = PathStore.of(context, MatchScoresTopology.APPLICANTS);
            candidacies = PathStore.of(context, MatchScoresTopology.CANDIDACIES);
            scores = PathStore.of(context, MatchScoresTopology.SCORES);
            model = ProductionModels.reader(context);
        }

        /** Emits the row of a person and a project when it is not what was emitted last. */
        void score(Record<RowKey, ?> cause, RowKey user, String project) {
            RowKey path = PathSerde.join(user, RowKey.of(project));
            Row row = row(user, project);
            if (!Objects.equals(row, scores.get(path))) {
                scores.set(path, row);
                context().forward(cause.withKey(RowKey.of(project, user.value(0))).withValue(row));
            }
        }

        private @Nullable Row row(RowKey user, String project) {
            // There is one application, except while the deletion of one and the insertion of the
            // next come out of order: the last id then stands for both until one of them is gone.
            return candidacies
                    .lastBelow(PathSerde.join(user, RowKey.of(project)))
                    .map(entry -> row(user, project, entry.key.value(2), entry.value))
                    .orElse(null);
        }

        private @Nullable Row row(
                RowKey user, String project, String application, Candidacy candidacy) {
            Applicant applicant = applicants.get(user);
            MatchParts parts =
                    MatchParts.of(
                            candidacy.project(),
                            candidacy.offer(),
                            applicant == null ? Applicant.UNKNOWN : applicant);
            return MatchScore.row(project, user.value(0), application, parts, model.get());
        }
    }

    private static final class ProfileSide extends Side<Applicant> {

        @Override
        public void process(Record<RowKey, Applicant> record) {
            RowKey user = record.key();
            if (Objects.equals(applicants.get(user), record.value())) {
                return;
            }
            applicants.set(user, record.value());
            Set<String> projects = new LinkedHashSet<>();
            candidacies.below(user, (path, candidacy) -> projects.add(path.value(1)));
            projects.forEach(project -> score(record, user, project));
        }
    }

    private static final class CandidacySide extends Side<ChildChange<Candidacy>> {

        @Override
        public void process(Record<RowKey, ChildChange<Candidacy>> record) {
            RowKey user = record.key();
            RowKey projectAndApplication = record.value().child();
            candidacies.set(PathSerde.join(user, projectAndApplication), record.value().value());
            score(record, user, projectAndApplication.value(0));
        }
    }
}
