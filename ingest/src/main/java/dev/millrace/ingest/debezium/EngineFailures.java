package dev.millrace.ingest.debezium;

import org.apache.kafka.connect.errors.ConnectException;

/** Tells failures of the engine from those of Kafka. */
public final class EngineFailures {

    private EngineFailures() {}

    /**
     * Whether the engine threw this. Its exceptions are Kafka exceptions by type, though Kafka has
     * no part in them.
     */
    public static boolean isFromEngine(Throwable failure) {
        return failure instanceof ConnectException;
    }
}
