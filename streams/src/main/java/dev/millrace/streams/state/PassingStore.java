package dev.millrace.streams.state;

import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;

/** A store that has nothing on disk and no changelog: what it knows ends with its transaction. */
public abstract class PassingStore implements StateStore {

    private final String name;
    private boolean isOpen;

    protected PassingStore(String name) {
        this.name = name;
    }

    /** Drops what is left of a transaction; called before the first one and after the last. */
    protected abstract void forget();

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final void init(StateStoreContext context, StateStore root) {
        context.register(root, (key, value) -> {});
        forget();
        isOpen = true;
    }

    @Override
    public final void close() {
        forget();
        isOpen = false;
    }

    @Override
    public final boolean persistent() {
        return false;
    }

    @Override
    public final boolean isOpen() {
        return isOpen;
    }
}
