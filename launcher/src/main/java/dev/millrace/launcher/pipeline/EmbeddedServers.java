package dev.millrace.launcher.pipeline;

import dev.millrace.devstack.DevStack;
import dev.millrace.devstack.DevStackException;
import dev.millrace.devstack.DevStackSettings;
import dev.millrace.devstack.Durability;
import dev.millrace.devstack.EmbeddedSearchServer;
import dev.millrace.launcher.settings.MillraceSettings;
import dev.millrace.launcher.settings.MillraceSettings.Servers;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The servers that this process has started for itself, if any, and what becomes of them. */
final class EmbeddedServers implements AutoCloseable {

    private final @Nullable DevStack devStack;

    private EmbeddedServers(@Nullable DevStack devStack) {
        this.devStack = devStack;
    }

    /** None: the servers belong to somebody else. */
    static EmbeddedServers none() {
        return new EmbeddedServers(null);
    }

    /**
     * Starts them.
     *
     * @throws DevStackException when one does not start; none is left running
     */
    static EmbeddedServers start(
            MillraceSettings settings, Servers.Embedded embedded, Consumer<String> progress) {
        boolean search = settings.search().isEmbedded();
        progress.accept(
                search ? "PostgreSQL, Kafka and the search server" : "PostgreSQL and Kafka");
        return new EmbeddedServers(
                DevStack.start(
                        new DevStackSettings(
                                settings.folder(),
                                embedded.postgresPort(),
                                embedded.kafkaPort(),
                                Durability.SAFE,
                                search,
                                settings.search().embeddedPort())));
    }

    Optional<DevStack> devStack() {
        return Optional.ofNullable(devStack);
    }

    /** Throws why one of them died, if one did: nothing can go on then. */
    void failIfDied() {
        Optional<DevStackException> dead = devStack().flatMap(DevStack::failure);
        if (dead.isPresent()) {
            throw dead.get();
        }
    }

    /**
     * Starts the search server again if it has ended by itself.
     *
     * @return why it had ended; empty when it lives, or there is none
     * @throws DevStackException when it does not start again
     */
    Optional<DevStackException> reviveSearchServer() {
        Optional<EmbeddedSearchServer> server = devStack().flatMap(DevStack::search);
        Optional<DevStackException> failure = server.flatMap(EmbeddedSearchServer::failure);
        if (failure.isPresent()) {
            server.get().start();
        }
        return failure;
    }

    /** Does the work; when it fails because a server did, it is that failure which is thrown. */
    <T> T explaining(Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            throw explained(e);
        }
    }

    /** Why a server died, if one did, with the failure beside it; else the failure. */
    RuntimeException explained(RuntimeException failure) {
        Optional<DevStackException> reason = devStack().flatMap(DevStack::explanation);
        reason.ifPresent(known -> known.addSuppressed(failure));
        return reason.<RuntimeException>map(known -> known).orElse(failure);
    }

    @Override
    public void close() {
        if (devStack != null) {
            devStack.close();
        }
    }
}
