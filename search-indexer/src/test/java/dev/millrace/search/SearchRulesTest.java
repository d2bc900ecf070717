package dev.millrace.search;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The search indexer shares the shapes of topologies with streams, and none of its stores. */
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
                                                            "dev.millrace.streams.deadletter..",
                                                            "dev.millrace.streams.fanout..",
                                                            "dev.millrace.streams.slim.."))));

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
