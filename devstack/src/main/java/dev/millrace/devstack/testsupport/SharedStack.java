package dev.millrace.devstack.testsupport;

import dev.millrace.devstack.DevStack;
import dev.millrace.devstack.DevStackSettings;
import dev.millrace.devstack.Durability;
import dev.millrace.devstack.EmbeddedKafkaBroker;
import dev.millrace.devstack.EmbeddedPostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One PostgreSQL and one Kafka for all tests of a JVM, in a temporary folder, started by the first
 * test that asks. Tests keep apart by names: a database, slots and topics of their own.
 */
public final class SharedStack {

    private static final class Holder {
        static final SharedStack INSTANCE = new SharedStack();
    }

    private final DevStack stack;

    private SharedStack() {
        try {
            Path folder = Files.createTempDirectory("millrace-test-");
            stack = DevStack.start(DevStackSettings.in(folder).withDurability(Durability.FAST));
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(stack::closeAndDelete, "shared-stack-stop"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The stack of this JVM, started now if nobody asked before. */
    public static SharedStack get() {
        return Holder.INSTANCE;
    }

    public EmbeddedPostgresServer postgres() {
        return stack.postgres();
    }

    public EmbeddedKafkaBroker kafka() {
        return stack.kafka();
    }

    /** A name that no other test uses; the database does not exist yet. */
    public String freshDatabaseName() {
        return "test_" + freshSuffix();
    }

    /** Lower-case letters and digits, for names of topics, slots, groups: unique in practice. */
    public String freshSuffix() {
        return Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), 36)
                .toLowerCase(Locale.ROOT);
    }
}
