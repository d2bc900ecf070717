package dev.millrace.bench.latency;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.bench.contestant.Contestant;
import dev.millrace.schema.topics.Headers;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** When a record's transaction committed, as each contestant hands it on. */
final class CommitTimes {

    private static final String SOURCE = "\"source\":{";
    private static final String MICROS = "\"ts_us\":";

    private CommitTimes() {}

    /** Microseconds since 1970, from the commit record in PostgreSQL's log. */
    static long micros(Contestant contestant, ConsumerRecord<byte[], byte[]> record) {
        return switch (contestant) {
            case RAW -> throw new IllegalArgumentException("it writes no records");
            case MILLRACE, MILLRACE_DEBEZIUM ->
                    Long.parseLong(
                            new String(
                                    record.headers().lastHeader(Headers.COMMIT_TIME).value(),
                                    UTF_8));
            case CONNECT, CONNECT_TUNED -> ofSource(new String(record.value(), UTF_8));
        };
    }

    private static long ofSource(String json) {
        int begin = json.indexOf(MICROS, json.indexOf(SOURCE)) + MICROS.length();
        int end = begin;
        while (Character.isDigit(json.charAt(end))) {
            end++;
        }
        return Long.parseLong(json.substring(begin, end));
    }
}
