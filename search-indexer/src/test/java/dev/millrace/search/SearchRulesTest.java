package dev.millrace.search;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.millrace.streams.freshness.Epochs;

/**
 * The search indexer shares with streams the shapes of topologies, how an application is run and
 * how a beginning is told, and none of its stores.
 */
@AnalyzeClasses(
        packages = "dev.millrace.search",
        importOptions = ImportOption.DoNotIncludeTests.class)
class SearchRulesTest {

    @ArchTest
    static final ArchRule ofStreamsOnlyTheShapesAreShared =
            noClasses()
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage("dev.millrace.streams..")
                                    .and(
                                            DescribedPredicate.not(
                                                    resideInAnyPackage(
                                                            "dev.millrace.streams.application..",
                                                            "dev.millrace.streams.deadletter..",
                                                            "dev.millrace.streams.fanout..",
                                                            "dev.millrace.streams.slim..",
                                                            "dev.millrace.streams.state..")))
                                    .and(DescribedPredicate.not(equivalentTo(Epochs.class))));

    @ArchTest
    static final ArchRule topologiesReachNoServer =
            noClasses()
                    .that()
                    .haveSimpleNameEndingWith("Topology")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("java.sql..", "co.elastic..")
                    .allowEmptyShould(true);
}
