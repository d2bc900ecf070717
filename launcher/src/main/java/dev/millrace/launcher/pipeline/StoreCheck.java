package dev.millrace.launcher.pipeline;

import dev.millrace.batch.reconciliation.DerivedStoreCheck;
import dev.millrace.batch.reconciliation.StoreDifferences;
import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.streams.verification.LiveComparison;
import dev.millrace.streams.verification.LiveVerification;
import java.time.Duration;
import java.util.List;

/** What {@code verify} does, for the batch jobs: beside the traffic, one store at a time. */
public final class StoreCheck implements DerivedStoreCheck {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int EXAMPLES = 5;

    private final Connections connections;

    public StoreCheck(Connections connections) {
        this.connections = connections;
    }

    @Override
    public List<String> stores() {
        return DerivedStores.all().stream().map(DerivedStore::name).toList();
    }

    @Override
    public StoreDifferences compare(String store) {
        LiveComparison found = look(store);
        return differences(store, found, found);
    }

    @Override
    public StoreDifferences mend(String store) {
        LiveComparison found = look(store);
        if (found.comparison().isEqual()) {
            return differences(store, found, found);
        }
        DerivedCheck.sendAgain(connections, found.comparison());
        return differences(store, found, look(store));
    }

    @Override
    public void rebuild(String store) {
        try (StoreRebuild rebuild = StoreRebuild.open(connections, DerivedStores.get(store))) {
            rebuild.run();
        }
    }

    private LiveComparison look(String store) {
        return new LiveVerification(connections.as(Role.OPERATOR), DerivedCheck.KEYS_MAX)
                .compare(DerivedStores.get(store), PATIENCE);
    }

    private static StoreDifferences differences(
            String store, LiveComparison found, LiveComparison after) {
        return new StoreDifferences(
                store,
                found.comparison().rows(),
                found.comparison().differences(),
                after.comparison().differences(),
                after.undecided(),
                found.comparison().examples().stream()
                        .limit(EXAMPLES)
                        .map(key -> key.values().toString())
                        .toList());
    }
}
