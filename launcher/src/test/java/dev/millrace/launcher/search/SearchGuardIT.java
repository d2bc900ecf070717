package dev.millrace.launcher.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.launcher.testing.TypedCommand;
import dev.millrace.schema.search.SearchIndexes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A search server behind TLS and a login, which the program no longer passes, and passes again. */
class SearchGuardIT {

    private final SearchProgram program = SearchProgram.get();

    @AfterEach
    void restore() throws Exception {
        program.guard().takeOnly(GuardedSearchServer.PASSWORD);
        program.guard().showTrustedCertificate();
        program.awaitReady();
    }

    @Test
    void aTrustedCertificateAndTheRightLoginArePassed() throws Exception {
        program.course("Keys to the pantry");

        TypedCommand.Ended status = program.run("status");

        assertThat(status.code()).as(status.output()).isZero();
        assertThat(status.output())
                .contains("search     " + program.guard().url())
                .doesNotContain("NOT USABLE");
        assertThat(program.titles("pantry")).containsExactly("Keys to the pantry");
    }

    @Test
    void aRefusedLoginIsSaidAndNothingIsLostOnceItIsTaken() throws Exception {
        program.course("Keys to the cellar");
        program.guard().takeOnly("another");
        program.insertCourse("Keys to the cellar door");

        assertThatItWaits("refuses the login");
        assertThat(program.titles("cellar")).containsExactly("Keys to the cellar");

        program.guard().takeOnly(GuardedSearchServer.PASSWORD);
        program.awaitIndex(SearchIndexes.COURSES);
        assertThat(program.titles("cellar"))
                .containsExactlyInAnyOrder("Keys to the cellar", "Keys to the cellar door");
        assertThat(program.verify(SearchIndexes.COURSES).code()).isZero();
    }

    @Test
    void aCertificateThatIsNotTrustedIsSaidAndNothingIsLostOnceItIs() throws Exception {
        program.course("Keys to the attic");
        program.guard().showAnotherCertificate();
        program.insertCourse("Keys to the attic stairs");

        assertThatItWaits(
                "certificate is not trusted, name who vouches for it in search.root-certificate");
        assertThat(program.titles("attic")).containsExactly("Keys to the attic");

        program.guard().showTrustedCertificate();
        program.awaitIndex(SearchIndexes.COURSES);
        assertThat(program.titles("attic"))
                .containsExactlyInAnyOrder("Keys to the attic", "Keys to the attic stairs");
        assertThat(program.verify(SearchIndexes.COURSES).code()).isZero();
    }

    /** The command says why of the server as it sees it, and of the index as its writer does. */
    private void assertThatItWaits(String why) {
        await().atMost(SearchProgram.PATIENCE)
                .untilAsserted(() ->
                        assertThat(program.health().ready().part("index.courses"))
                                .startsWith("not ready"));
        // What the writer says comes to the command every other second.
        await().atMost(SearchProgram.PATIENCE)
                .untilAsserted(() -> {
                    TypedCommand.Ended status = program.run("status");
                    assertThat(status.code()).as(status.output()).isEqualTo(1);
                    assertThat(status.output().lines())
                            .anyMatch(line -> line.contains("NOT USABLE") && line.contains(why))
                            .anyMatch(line ->
                                    line.startsWith("trouble    search:courses: since ")
                                            && line.contains(why));
                });
    }
}
