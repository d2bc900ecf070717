package dev.millrace.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {

    @TempDir private Path temporary;
    private Path folder = Path.of("");

    @BeforeEach
    void resolveFolder() throws Exception {
        folder = temporary.toRealPath();
    }

    @Test
    void secondLockIsRefusedUntilTheFirstIsGivenBack() throws Exception {
        try (FolderLock first = FolderLock.acquire(folder).orElseThrow()) {
            assertThat(first).isNotNull();
            assertThat(FolderLock.acquire(folder)).isEmpty();
        }

        try (FolderLock second = FolderLock.acquire(folder).orElseThrow()) {
            assertThat(second).isNotNull();
        }
    }

    @Test
    void lookAtTheLockDoesNotGiveItBack() throws Exception {
        assertThat(FolderLock.isHeld(folder)).isFalse();
        try (FolderLock lock = FolderLock.acquire(folder).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThat(FolderLock.isHeld(folder)).isTrue();
            assertThat(FolderLock.isHeld(folder)).isTrue();
        }
        assertThat(FolderLock.isHeld(folder)).isFalse();
    }

    @Test
    void folderThatDoesNotExistIsNotHeld() throws Exception {
        assertThat(FolderLock.isHeld(folder.resolve("missing"))).isFalse();
    }
}
