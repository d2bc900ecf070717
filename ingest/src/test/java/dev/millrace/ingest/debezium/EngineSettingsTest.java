package dev.millrace.ingest.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.capture.CapturedTables;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.Secret;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class EngineSettingsTest {

    private final Properties settings =
            EngineSettings.of(
                    new DatabaseSettings("localhost", 5432, "app", "capture", new Secret("s")),
                    "slot",
                    "publication",
                    CapturedTables.all());

    @Test
    void everyColumnThatMustStayOutIsExcluded() {
        Pattern excluded = oneOf(settings.getProperty("column.exclude.list"));

        for (CapturedTable table : CapturedTables.all()) {
            for (String column : table.leftOut()) {
                assertThat(table.qualifiedName() + "." + column).matches(excluded);
            }
            for (String column : table.key()) {
                assertThat(table.qualifiedName() + "." + column).doesNotMatch(excluded);
            }
        }
    }

    @Test
    void exactlyTheCapturedTablesAreIncluded() {
        Pattern included = oneOf(settings.getProperty("table.include.list"));

        for (CapturedTable table : CapturedTables.all()) {
            assertThat(table.qualifiedName()).matches(included);
        }
        assertThat("identity.user_credentials").doesNotMatch(included);
        assertThat("identityXusers").doesNotMatch(included);
    }

    @Test
    void nothingIsRememberedRetriedOrDropped() {
        assertThat(settings)
                .containsEntry("snapshot.mode", "no_data")
                .containsEntry("errors.max.retries", "0")
                .containsEntry("skipped.operations", "none")
                .containsEntry("lsn.flush.mode", "connector")
                .containsEntry("event.converting.failure.handling.mode", "fail")
                .containsEntry("tombstones.on.delete", "false");
    }

    @Test
    void instancesInOneProcessDiffer() {
        Properties other =
                EngineSettings.of(
                        new DatabaseSettings("localhost", 5432, "app", "capture", new Secret("s")),
                        "slot",
                        "publication",
                        CapturedTables.all());

        assertThat(other.getProperty("topic.prefix"))
                .isNotEqualTo(settings.getProperty("topic.prefix"));
    }

    private static Pattern oneOf(String list) {
        return Pattern.compile(list.replace(',', '|'));
    }
}
