package dev.millrace.bench.derived;

import dev.millrace.bench.derived.check.Verdict;
import dev.millrace.bench.derived.measure.Build;
import dev.millrace.bench.derived.measure.Cost;
import dev.millrace.bench.derived.measure.Freshness;
import dev.millrace.bench.derived.measure.Recovery;
import dev.millrace.bench.derived.solution.SolutionKind;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was measured of a solution, as far as it got.
 *
 * @param allStoresSeconds ours only: from the end of the first build until every store of the
 *     release was complete, a restart included
 * @param cost with everything on all processors
 * @param apart with the application and its database on one half of the processors
 * @param failure why it got no further
 */
public record SolutionResult(
        SolutionKind kind,
        Optional<Build> build,
        OptionalDouble allStoresSeconds,
        Optional<Cost> cost,
        Optional<Cost> apart,
        Optional<Freshness> freshness,
        Optional<Recovery> recovery,
        Optional<Verdict> verdict,
        Optional<String> failure) {

    /** Nothing yet. */
    static SolutionResult of(SolutionKind kind) {
        return new SolutionResult(
                kind,
                Optional.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    SolutionResult with(Build measured) {
        return new SolutionResult(
                kind,
                Optional.of(measured),
                allStoresSeconds,
                cost,
                apart,
                freshness,
                recovery,
                verdict,
                failure);
    }

    SolutionResult withAllStores(double seconds) {
        return new SolutionResult(
                kind,
                build,
                OptionalDouble.of(seconds),
                cost,
                apart,
                freshness,
                recovery,
                verdict,
                failure);
    }

    SolutionResult with(Cost measured) {
        return new SolutionResult(
                kind,
                build,
                allStoresSeconds,
                Optional.of(measured),
                apart,
                freshness,
                recovery,
                verdict,
                failure);
    }

    SolutionResult withApart(Cost measured) {
        return new SolutionResult(
                kind,
                build,
                allStoresSeconds,
                cost,
                Optional.of(measured),
                freshness,
                recovery,
                verdict,
                failure);
    }

    SolutionResult with(Freshness measured) {
        return new SolutionResult(
                kind,
                build,
                allStoresSeconds,
                cost,
                apart,
                Optional.of(measured),
                recovery,
                verdict,
                failure);
    }

    SolutionResult with(Recovery measured) {
        return new SolutionResult(
                kind,
                build,
                allStoresSeconds,
                cost,
                apart,
                freshness,
                Optional.of(measured),
                verdict,
                failure);
    }

    SolutionResult with(Verdict measured) {
        return new SolutionResult(
                kind,
                build,
                allStoresSeconds,
                cost,
                apart,
                freshness,
                recovery,
                Optional.of(measured),
                failure);
    }

    SolutionResult failed(String reason) {
        return new SolutionResult(
                kind,
                build,
                allStoresSeconds,
                cost,
                apart,
                freshness,
                recovery,
                verdict,
                Optional.of(reason));
    }
}
