package dev.millrace.batch.killed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.batch.archive.ArchiveFiles;
import dev.millrace.batch.launch.BatchOperations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files of the archive against what SQL said of the tables. */
final class ArchiveCheck {

    private final Site site;

    ArchiveCheck(Site site) {
        this.site = site;
    }

    /** Every file is what its manifest says, read back column by column. */
    void assertWhole() {
        try (BatchOperations operations = site.operations()) {
            List<String> damages = new ArrayList<>();
            operations.look(sql -> files().verify(sql, e -> damages.add(e.getMessage())));
            assertThat(damages).isEmpty();
        }
    }

    /** Files that count, as table, month and rows. */
    List<String> counting() {
        try (BatchOperations operations = site.operations()) {
            return operations.look(sql -> files().list(sql)).stream()
                    .map(file -> file.table() + " " + file.month() + " " + file.rows())
                    .toList();
        }
    }

    /** Nothing that nobody reads has stayed, perhaps with what people have had erased. */
    void assertNoWorkIsLeft() {
        assertThat(site.files()).noneMatch(file -> file.contains(".work-"));
    }

    private ArchiveFiles files() {
        return new ArchiveFiles(Optional.of(site.folders().archive()));
    }
}
