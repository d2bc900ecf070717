package dev.millrace.search.projects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowSerde;
import dev.millrace.schema.topics.Topics;
import dev.millrace.search.document.DocumentFields;
import dev.millrace.search.document.DocumentTopology;
import dev.millrace.search.document.Fact;
import dev.millrace.search.document.Facts;
import dev.millrace.streams.fanout.Hop;
import org.apache.kafka.streams.StreamsBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@code search.projects}: published projects for the public or for members, with the number
 * of their applications. Who asks must filter by visibility.
 */
public final class ProjectsTopology {

    private static final String STATISTICS = "statistics";

    private ProjectsTopology() {}

    public static void build(StreamsBuilder builder, Hop hop) {
        DocumentTopology.of(
                        SearchIndexes.PROJECTS,
                        builder,
                        hop,
                        Topics.capture("projects.projects"),
                        ProjectsTopology::project)
                .same(
                        STATISTICS,
                        Topics.derived(DerivedStores.PROJECT_STATISTICS),
                        row -> Fact.of(row, "application_count"))
                .publish(ProjectsTopology::document);
    }

    private static @Nullable Fact project(Row row) {
        boolean found =
                row.text("status").equals("published")
                        && row.textOrNull("deleted_at") == null
                        && !row.text("visibility").equals("private");
        return found
                ? Fact.of(
                        row,
                        "title",
                        "description",
                        "keywords",
                        "organization",
                        "category",
                        "status",
                        "visibility",
                        "sector",
                        "skills_required",
                        "budget_min_cents",
                        "budget_max_cents",
                        "deadline_date",
                        "created_at",
                        "latitude",
                        "longitude",
                        "service_area")
                : null;
    }

    private static ObjectNode document(String id, Fact project, Facts facts) {
        Row row = project.row();
        return new DocumentFields()
                .copy(
                        project,
                        "title",
                        "description",
                        "keywords",
                        "organization",
                        "category",
                        "status",
                        "visibility",
                        "sector",
                        "skills_required",
                        "budget_min_cents",
                        "budget_max_cents")
                .moment("deadline", row.microsOrNull("deadline_date"))
                .moment("created_at", row.micros("created_at"))
                .put("place", place(row))
                .put("service_area", shape(row.tree("service_area")))
                .integer("application_count", facts.one(STATISTICS), "application_count", 0)
                .document();
    }

    private static @Nullable JsonNode place(Row row) {
        return row.decimalOrNull("latitude") == null
                ? null
                : RowSerde.newObject()
                        .put("lat", row.decimal("latitude"))
                        .put("lon", row.decimal("longitude"));
    }

    /** What looks like GeoJSON, without what else is in it. */
    private static @Nullable JsonNode shape(JsonNode area) {
        if (!area.path("type").isTextual() || !area.path("coordinates").isArray()) {
            return null;
        }
        ObjectNode shape = RowSerde.newObject();
        shape.set("type", area.get("type"));
        shape.set("coordinates", area.get("coordinates"));
        return shape;
    }
}
