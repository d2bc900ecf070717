package dev.millrace.ingest.debezium;

import dev.millrace.ingest.log.ChangeLog;
import dev.millrace.ingest.log.ChangeLogContract;
import dev.millrace.ingest.log.LogSource;

/** Debezium's engine keeps the contract of the log. */
class DebeziumChangeLogIT extends ChangeLogContract {

    @Override
    protected ChangeLog log(LogSource log) {
        return new DebeziumChangeLog(log);
    }
}
