package dev.millrace.batch.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts on their way from CSV into the sums of their columns. */
class CsvRowsTest {

    @Test
    void columnsAreSummedUpByThemselvesInTheOrderOfTheRows() {
        ColumnDigests digests = read(2, "\"1\",\"a\"\n\"2\",\\N\n");

        assertThat(digests.rows()).isEqualTo(2);
        List<ColumnDigests.Sum> sums = digests.sums();
        assertThat(sums).extracting(ColumnDigests.Sum::nulls).containsExactly(0L, 1L);
        assertThat(sums.get(0).sha256()).isEqualTo(sum("1", "2"));
        assertThat(sums.get(1).sha256()).isEqualTo(sum("a", null));
        assertThat(read(2, "\"2\",\"a\"\n\"1\",\\N\n").sums().get(0)).isNotEqualTo(sums.get(0));
    }

    @Test
    void valuesWithEveryKindOfEndInsideAreOne() {
        ColumnDigests digests = read(2, "\"a\"\"b,\r\n\",\"\\N\"\n");

        assertThat(digests.rows()).isEqualTo(1);
        assertThat(digests.sums())
                .containsExactly(
                        new ColumnDigests.Sum(0, sum("a\"b,\r\n")),
                        new ColumnDigests.Sum(0, sum("\\N")));
    }

    @Test
    void whereverABlockEndsTheSumsAreTheSame() {
        byte[] bytes =
                "\"one\",\\N,\"a \"\"b\"\"\"\n\"\",\"two, 2\",\\N\n"
                        .getBytes(StandardCharsets.UTF_8);
        List<ColumnDigests.Sum> sums = read(3, bytes, 0).sums();
        assertThat(sums)
                .containsExactly(
                        new ColumnDigests.Sum(0, sum("one", "")),
                        new ColumnDigests.Sum(1, sum(null, "two, 2")),
                        new ColumnDigests.Sum(1, sum("a \"b\"", null)));

        for (int cut = 1; cut < bytes.length; cut++) {
            assertThat(read(3, bytes, cut).sums()).as("cut at %d", cut).isEqualTo(sums);
        }
    }

    @Test
    void nullIsNotTheEmptyTextAndValuesDoNotRunIntoEachOther() {
        assertThat(read(1, "\\N\n").sums()).isNotEqualTo(read(1, "\"\"\n").sums());
        assertThat(read(1, "\"ab\"\n\"c\"\n").sums())
                .isNotEqualTo(read(1, "\"a\"\n\"bc\"\n").sums());
    }

    @Test
    void rowThatIsCutOffOrTooShortIsRefused() {
        assertThatThrownBy(() -> read(2, "\"1\",\"a").sums()).hasMessage("row 1 is cut off");
        assertThatThrownBy(() -> read(2, "\"1\"\n"))
                .hasMessage("row 1, column 1: unexpected byte 10");
    }

    private static ColumnDigests read(int columns, String csv) {
        byte[] bytes = csv.getBytes(StandardCharsets.UTF_8);
        // In two parts, wherever the cut is.
        return read(columns, bytes, bytes.length / 2);
    }

    private static ColumnDigests read(int columns, byte[] csv, int cut) {
        ColumnDigests digests = new ColumnDigests(columns);
        CsvRows rows = new CsvRows(columns, digests);
        rows.write(csv, 0, cut);
        rows.write(csv, cut, csv.length - cut);
        rows.end();
        return digests;
    }

    private static String sum(@org.jspecify.annotations.Nullable String... values) {
        java.security.MessageDigest digest = ColumnDigests.sha256();
        for (String value : values) {
            if (value == null) {
                digest.update((byte) 0xFE);
            } else {
                digest.update(value.getBytes(StandardCharsets.UTF_8));
            }
            digest.update((byte) 0xFF);
        }
        return java.util.HexFormat.of().formatHex(digest.digest());
    }
}
