package dev.millrace.ingest.pgoutput;

import dev.millrace.ingest.IngestSettings;
import dev.millrace.ingest.log.ChangeLog;
import dev.millrace.ingest.log.ChangeLogContract;
import dev.millrace.ingest.rows.TableShape;
import dev.millrace.ingest.rows.TypeForms;
import dev.millrace.schema.capture.CapturedTable;
import java.util.List;
import java.util.function.Consumer;

/** Our own decoder keeps the contract of the log. */
class PgOutputChangeLogIT extends ChangeLogContract {

    @Override
    protected ChangeLog log(
            IngestSettings settings,
            List<TableShape> shapes,
            TypeForms forms,
            Consumer<CapturedTable> changed) {
        return new PgOutputChangeLog(
                settings.capture(),
                settings.slotName(),
                settings.publication(),
                shapes,
                forms::of,
                changed);
    }
}
