package dev.millrace.ingest.pgoutput;

import dev.millrace.ingest.log.ChangeLog;
import dev.millrace.ingest.log.ChangeLogContract;
import dev.millrace.ingest.log.LogSource;

/** Our own decoder keeps the contract of the log. */
class PgOutputChangeLogIT extends ChangeLogContract {

    @Override
    protected ChangeLog log(LogSource log) {
        return new PgOutputChangeLog(log);
    }
}
