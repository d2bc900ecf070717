package dev.millrace.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.devstack.DevStackException.Kind;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PostgresFailureTest {

    private static final Path FOLDER = Path.of("/data/postgres");

    @Test
    void fullDiskIsTold() {
        DevStackException failure =
                PostgresFailure.of(
                        FOLDER,
                        "initdb failed",
                        "running bootstrap script ...\nFATAL:  could not extend file: No space left on device\nAborted");

        assertThat(failure.kind()).isEqualTo(Kind.DISK_UNWRITABLE);
        assertThat(failure)
                .hasMessage(
                        "PostgreSQL cannot write to folder /data/postgres: FATAL:  could not extend file: No space left on device. Free disk space, or choose another folder.");
    }

    @Test
    void missingPermissionIsToldWithWhatIsNeeded() {
        DevStackException failure =
                PostgresFailure.of(
                        FOLDER,
                        "initdb failed",
                        "unshare: failed to execute /data/postgres/bin/initdb: Permission denied");

        assertThat(failure.kind()).isEqualTo(Kind.CANNOT_START);
        assertThat(failure)
                .hasMessageContaining("/data/postgres/bin/initdb")
                .hasMessageContaining("must belong to the user");
    }

    @Test
    void otherReasonsAreQuoted() {
        DevStackException failure =
                PostgresFailure.of(
                        FOLDER, "it says", "FATAL:  database files are incompatible with server");

        assertThat(failure.kind()).isEqualTo(Kind.CANNOT_START);
        assertThat(failure)
                .hasMessage(
                        "PostgreSQL in folder /data/postgres does not start, it says: FATAL:  database files are incompatible with server");
    }

    @Test
    void takenPortAndFormerServerAreRecognised() {
        assertThat(
                        PostgresFailure.tellsOfPort(
                                "LOG:  could not bind IPv4 address \"127.0.0.1\": Address already in use"))
                .isTrue();
        assertThat(
                        PostgresFailure.tellsOfFormerServer(
                                "FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use"))
                .isTrue();
        assertThat(PostgresFailure.tellsOfPort("FATAL:  other")).isFalse();
        assertThat(PostgresFailure.tellsOfFormerServer("FATAL:  other")).isFalse();
    }
}
