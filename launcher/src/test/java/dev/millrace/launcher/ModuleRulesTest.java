package dev.millrace.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The modules meet in topics and tables, never in code. */
@AnalyzeClasses(packages = "dev.millrace", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleRulesTest {

    @ArchTest
    static final ArchRule schemaKnowsNobody =
            noClasses()
                    .that()
                    .resideInAPackage("dev.millrace.schema..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.millrace.ingest..",
                            "dev.millrace.streams..",
                            "dev.millrace.batch..",
                            "dev.millrace.devstack..",
                            "dev.millrace.bench..",
                            "dev.millrace.launcher..");

    @ArchTest
    static final ArchRule devstackKnowsNobody =
            noClasses()
                    .that()
                    .resideInAPackage("dev.millrace.devstack..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.millrace.schema..",
                            "dev.millrace.ingest..",
                            "dev.millrace.streams..",
                            "dev.millrace.batch..",
                            "dev.millrace.bench..",
                            "dev.millrace.launcher..");

    @ArchTest
    static final ArchRule ingestStreamsAndBatchKnowOnlySchema =
            slices().matching("dev.millrace.(ingest|streams|batch)..")
                    .should()
                    .notDependOnEachOther();

    @ArchTest
    static final ArchRule onlyTheLauncherKnowsTheBench =
            classes()
                    .that()
                    .resideInAPackage("dev.millrace.bench..")
                    .should()
                    .onlyBeAccessed()
                    .byAnyPackage("dev.millrace.bench..", "dev.millrace.launcher..");

    @ArchTest
    static final ArchRule nobodyKnowsTheLauncher =
            classes()
                    .that()
                    .resideInAPackage("dev.millrace.launcher..")
                    .should()
                    .onlyBeAccessed()
                    .byAnyPackage("dev.millrace.launcher..");

    @ArchTest
    static final ArchRule topologiesReachNoDatabase =
            noClasses()
                    .that()
                    .haveSimpleNameEndingWith("Topology")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..");

    @ArchTest
    static final ArchRule springStaysInTheBatchJobs =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.millrace.batch..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.springframework..");

    @ArchTest
    static final ArchRule debeziumStaysBehindTheChangeLog =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.millrace.ingest.debezium..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.debezium..", "org.apache.kafka.connect..");
}
