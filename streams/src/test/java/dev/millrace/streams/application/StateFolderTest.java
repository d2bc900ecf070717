package dev.millrace.streams.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {

    @TempDir private Path folder;

    @Test
    void nameStaysTheSameOverRestarts() throws IOException {
        String first;
        try (StateFolder state = StateFolder.open(folder.resolve("state"))) {
            first = state.instanceName();
        }

        try (StateFolder state = StateFolder.open(folder.resolve("state"))) {
            assertThat(state.instanceName()).isEqualTo(first).isNotEmpty();
        }
        try (StateFolder other = StateFolder.open(folder.resolve("other"))) {
            assertThat(other.instanceName()).isNotEqualTo(first);
        }
    }

    @Test
    void secondUserOfTheFolderIsRefused() throws IOException {
        try (StateFolder held = StateFolder.open(folder)) {
            assertThatThrownBy(() -> StateFolder.open(folder))
                    .isInstanceOfSatisfying(
                            PipelineException.class,
                            e -> assertThat(e.kind()).isEqualTo(ErrorKind.FOLDER_IN_USE))
                    .hasMessageContaining(folder.toString());
            assertThat(held.instanceName()).isNotEmpty();
        }
    }

    @Test
    void folderThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> StateFolder.open(file))
                .isInstanceOfSatisfying(
                        PipelineException.class,
                        e -> assertThat(e.kind()).isEqualTo(ErrorKind.DISK_UNWRITABLE));
    }
}
