package dev.millrace.streams.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TermsTest {

    @Test
    void termsAreTrimmedLoweredAndDistinct() {
        assertThat(Terms.comparable(List.of(" Java", "java ", "SQL", "  ", "")))
                .containsExactly("java", "sql");
    }

    @Test
    void onlySpacesAreTrimmedAsInPostgres() {
        assertThat(Terms.comparable(List.of("\tTig welding\n"))).containsExactly("\ttig welding\n");
    }

    @Test
    void lettersAreLoweredOneByOne() {
        // What lower() gives under C.UTF-8; Java's own would write a final sigma and a dot apart.
        assertThat(Terms.comparable(List.of("ΟΔΟΣ", "É", "ẞ"))).containsExactly("ß", "é", "οδοσ");
    }
}
