package dev.millrace.schema.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.testing.RollbackTest;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Files, versions, timelines, navigation, settings. */
class ContentTablesIT extends RollbackTest {

    /** E21. */
    @Test
    void filesOfTheSameContentAreFoundByTheirHash() throws SQLException {
        rows.add("content.media_files", "file_hash", "abc");
        rows.add("content.media_files", "file_hash", "abc");
        String byHash = "select from content.media_files where file_hash = 'abc'";

        assertThat(rows.count(byHash)).isEqualTo(2);
        rows.execute("set local enable_seqscan = off");
        assertThat(rows.text("explain " + byHash)).contains("media_files_hash");
        assertViolates(
                "media_files_file_size_check",
                () -> rows.add("content.media_files", "file_size", 0));
    }

    /** E22. */
    @Test
    void aVersionOfContentHasItsOwnNumber() throws SQLException {
        UUID content = UUID.randomUUID();
        rows.add("content.content_versions", "content_id", content);

        assertViolates(
                "content_versions_content_id_content_type_version_number_key",
                () -> rows.add("content.content_versions", "content_id", content));
        rows.add("content.content_versions", "content_id", content, "version_number", 2);
    }

    /** A10, the part of the tables. */
    @Test
    void aStepOfACardHasItsOwnNumber() throws SQLException {
        UUID card = rows.add("content.resource_cards", "title", "Card", "slug", "card");
        step(card);

        assertViolates("resource_steps_resource_card_id_step_number_key", () -> step(card));
        step(rows.add("content.resource_cards", "title", "Other", "slug", "other"));
    }

    private void step(UUID card) throws SQLException {
        rows.add(
                "content.resource_steps",
                "resource_card_id",
                card,
                "step_number",
                1,
                "title",
                "Step",
                "body",
                "Do it");
    }

    /** A11. */
    @Test
    void aMilestoneIsDueAfterItStartsAndGoesWithItsProject() throws SQLException {
        UUID project = rows.add("projects.projects");
        UUID item = rows.add("content.timeline_items", "project_id", project);
        assertViolates(
                "timeline_items_check",
                () ->
                        rows.add(
                                "content.timeline_items",
                                "starts_on",
                                "2026-03-02",
                                "due_on",
                                "2026-03-01"));

        rows.execute("delete from projects.projects where id = ?", project);

        assertThat(rows.count("select from content.timeline_items where id = ?", item)).isZero();
    }

    /** A16, the part of the tables. */
    @Test
    void aNavigationItemIsNotItsOwnParent() throws SQLException {
        UUID id = UUID.randomUUID();

        assertViolates(
                "nav_items_check", () -> rows.add("content.nav_items", "id", id, "parent_id", id));
    }

    /** A04. */
    @Test
    void anEncryptedSettingIsNotPublic() throws SQLException {
        rows.add("ops.app_settings", "is_public", true);
        rows.add("ops.app_settings", "is_encrypted", true);

        assertViolates(
                "app_settings_check",
                () -> rows.add("ops.app_settings", "is_public", true, "is_encrypted", true));
    }

    /** K24. */
    @Test
    void aFeatureIsRolledOutToAtMostEveryone() throws SQLException {
        rows.add("ops.feature_flags", "rollout_percentage", 100);

        assertViolates(
                "feature_flags_rollout_percentage_check",
                () -> rows.add("ops.feature_flags", "rollout_percentage", 101));
    }
}
