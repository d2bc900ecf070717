package dev.millrace.ingest.source;

import dev.millrace.ingest.rows.ColumnForm;
import dev.millrace.ingest.rows.TypeForms;
import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** The forms of the database's types, read again when one shows up that was made since. */
public final class TypeCatalog {

    private final DatabaseSettings capture;
    private volatile TypeForms forms;

    public TypeCatalog(DatabaseSettings capture, TypeForms forms) {
        this.capture = capture;
        this.forms = forms;
    }

    /**
     * The form of the type with this OID; empty when it has none.
     *
     * @throws dev.millrace.schema.failure.PipelineException when the database does not answer
     */
    public Optional<ColumnForm> of(int oid) {
        Optional<ColumnForm> known = forms.of(oid);
        if (known.isPresent()) {
            return known;
        }
        try (Connection connection = SourceConnections.open(capture, "types")) {
            forms = TypeForms.read(connection);
            return forms.of(oid);
        } catch (SQLException e) {
            throw SourceFailures.of(e, capture, "reading the types");
        }
    }
}
