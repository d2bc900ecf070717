package dev.millrace.batch.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Files of the archive that are not what was written, or not of this schema: named, never read. */
class DamagedArchiveIT {

    private static final int ROWS = ArchiveDesk.ROWS;

    @TempDir private Path folder;

    private ArchiveDesk desk;
    private JdbcClient sql;

    @BeforeEach
    void open() {
        desk = new ArchiveDesk(folder);
        sql = desk.sql();
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void damagedOrMissingFileIsNamedWithWhatWasExpected() throws IOException {
        desk.fillArchive();
        desk.export();
        ArchiveFiles.MonthFile bookings = desk.files().getFirst();
        byte[] bytes = Files.readAllBytes(bookings.path());

        byte[] flipped = bytes.clone();
        flipped[bytes.length / 2] ^= 1;
        Files.write(bookings.path(), flipped);
        assertThat(desk.damages())
                .singleElement()
                .asString()
                .contains(bookings.path().toString(), "its SHA-256 is ", ", expected ");
        assertThatThrownBy(() -> desk.ask("select count(*) from wellness.bookings"))
                .hasMessageContaining(bookings.path() + " is damaged: its SHA-256 is ");
        RunReport refused = desk.restore("wellness.bookings", "2018-12-01");
        assertThat(refused.outcome()).contains(Outcome.FAILED);
        assertThat(refused.message().orElseThrow()).contains("is damaged: its SHA-256 is ");

        Files.write(bookings.path(), java.util.Arrays.copyOf(bytes, bytes.length - 7));
        assertThat(desk.damages())
                .singleElement()
                .asString()
                .contains(
                        "its length is %d, expected %d".formatted(bytes.length - 7, bytes.length));

        Files.delete(bookings.path());
        assertThat(desk.damages()).singleElement().asString().contains("it is missing");

        Files.write(bookings.path(), bytes);
        assertThat(desk.damages()).isEmpty();
    }

    @Test
    void valueThatDiffersIsNamedWithItsColumn() throws Exception {
        desk.fillArchive();
        desk.export();
        ArchiveFiles.MonthFile bookings = desk.files().getFirst();
        ArchiveManifest manifest = manifest(bookings);
        ArchiveManifest.TableFile said = manifest.files().getFirst();
        Path other = folder.resolve("other.parquet");
        try (var engine = Engine.open(folder);
                var statement = engine.createStatement()) {
            statement.execute(
                    "copy (select * replace (price_cents + 1 as price_cents) from read_parquet('%s')) to '%s' (format parquet)"
                            .formatted(bookings.path(), other));
            ParquetTable parquet = new ParquetTable(engine, folder);
            ArchiveManifest.TableFile dressed =
                    new ArchiveManifest.TableFile(
                            said.table(),
                            said.file(),
                            said.rows(),
                            Files.size(other),
                            ParquetTable.sha256(other),
                            said.columns());

            String differs =
                    ".*other.parquet is damaged: column price_cents sums up to \\w{64}, expected \\w{64}";
            assertThatThrownBy(() -> parquet.verify(dressed, other)).hasMessageMatching(differs);
            // As an export does, while it writes the next.
            try (ReadBack readBack = new ReadBack(Files.createDirectory(folder.resolve("back")))) {
                readBack.begin(new Finished(dressed, other));

                assertThatThrownBy(() -> readBack.begin(new Finished(said, bookings.path())))
                        .hasMessageMatching(differs);
            }
        }
    }

    /** A file that was written long ago. */
    private record Finished(ArchiveManifest.TableFile finish, Path file)
            implements ReadBack.Unfinished {

        @Override
        public void close() {
            // There is nothing to end.
        }
    }

    @Test
    void fileOfAnotherSchemaIsRefusedWithTheColumn() {
        desk.fillArchive();
        desk.export();
        sql.sql("delete from archive.bookings").update();

        sql.sql("alter table archive.bookings add column extra text").update();
        sql.sql("alter table archive.bookings alter column price_cents type numeric(12, 2)")
                .update();
        RunReport refused = desk.restore("wellness.bookings", "2018-12-01");
        assertThat(refused.message().orElseThrow())
                .containsPattern(
                        "\\.parquet is of another schema \\(version \\d+\\): column price_cents: expected bigint of archive\\.bookings, found numeric\\(12,2\\)");
        assertThat(desk.count("archive.bookings")).isZero();

        sql.sql("alter table archive.bookings alter column price_cents type bigint").update();
        desk.giveUp(refused);
        ArchiveDesk.completed(desk.restore("wellness.bookings", "2018-12-01"));
        assertThat(desk.count("archive.bookings where extra is null")).isEqualTo(ROWS);
    }

    private ArchiveManifest manifest(ArchiveFiles.MonthFile file) {
        String name =
                sql.sql("select manifest from archive.exports where table_name = ?")
                        .param(file.table())
                        .query(String.class)
                        .single();
        return new ArchiveFolder(folder).read(file.path().resolveSibling(""), name);
    }
}
