package dev.millrace.launcher.csvimport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportKeysTest {

    @Test
    void theSameNamesGiveTheSameKeys() {
        assertThat(new ImportKeys("a").course("1")).isEqualTo(new ImportKeys("a").course("1"));
        assertThat(new ImportKeys("a").enrollment("1", "23"))
                .isEqualTo(new ImportKeys("a").enrollment("1", "23"));
    }

    @Test
    void dataSetsKindsAndPairsStayApart() {
        ImportKeys keys = new ImportKeys("a");

        assertThat(keys.course("1")).isNotEqualTo(new ImportKeys("b").course("1"));
        assertThat(keys.course("1")).isNotEqualTo(keys.lesson("1"));
        assertThat(keys.enrollment("1", "23")).isNotEqualTo(keys.enrollment("12", "3"));
        assertThat(keys.enrollment("1", "2/3")).isNotEqualTo(keys.enrollment("1/2", "3"));
    }

    @ParameterizedTest
    @CsvSource({
        "Comedy, comedy",
        "Sci-Fi, sci-fi",
        "' Film  Noir! ', film-noir",
        "Cité des enfants, cite-des-enfants",
        "日本, 日本"
    })
    void slugsArePlain(String name, String slug) {
        assertThat(ImportKeys.slug(name)).isEqualTo(slug);
    }

    @Test
    void aSlugIsNeverEmpty() {
        assertThat(ImportKeys.slug("!!")).isNotEmpty().isNotEqualTo(ImportKeys.slug("??"));
    }
}
