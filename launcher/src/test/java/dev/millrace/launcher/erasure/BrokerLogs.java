package dev.millrace.launcher.erasure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.Record;

/** The files of a broker, read without it: every record that is still on the disk. */
final class BrokerLogs {

    private final Path folder;

    BrokerLogs(Path folder) {
        this.folder = folder;
    }

    /**
     * Topics of whose records on the disk one has the text in its key, value or headers, committed
     * or not, and those that wait to be deleted included.
     */
    Set<String> topicsWith(String text) {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        Set<String> topics = new TreeSet<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(BrokerLogs::isSegment).toList()) {
                if (holds(file, wanted)) {
                    topics.add(topic(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                return topicsWith(text);
            }
            throw e;
        }
        return topics;
    }

    private static boolean isSegment(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".log") || name.endsWith(".log.deleted");
    }

    private static String topic(Path file) {
        String partition = file.getName(file.getNameCount() - 2).toString();
        return partition.substring(0, partition.lastIndexOf('-'));
    }

    private static boolean holds(Path file, byte[] wanted) throws IOException {
        FileRecords records;
        try {
            records = FileRecords.open(file.toFile(), false);
        } catch (NoSuchFileException e) {
            return false;
        }
        try {
            for (Record record : records.records()) {
                if (holds(record.key(), wanted) || holds(record.value(), wanted)) {
                    return true;
                }
                for (Header header : record.headers()) {
                    if (header.value() != null && holds(ByteBuffer.wrap(header.value()), wanted)) {
                        return true;
                    }
                }
            }
            return false;
        } finally {
            // To close the records would cut the broker's file to its length.
            records.closeHandlers();
        }
    }

    private static boolean holds(
            @org.jspecify.annotations.Nullable ByteBuffer buffer, byte[] wanted) {
        if (buffer == null) {
            return false;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        for (int at = 0; at + wanted.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }
}
