package dev.millrace.devstack;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.utils.Exit;

/**
 * Takes the place of the process exit that the broker's code asks for when it cannot go on, for
 * example on a full disk: the broker runs in a process that also has others to bring to an end.
 */
final class BrokerFaults {

    private static final Set<Runnable> LISTENERS = ConcurrentHashMap.newKeySet();

    static {
        Exit.setExitProcedure(BrokerFaults::tellAndEndThread);
        Exit.setHaltProcedure(BrokerFaults::tellAndEndThread);
    }

    private BrokerFaults() {}

    static void subscribe(Runnable listener) {
        LISTENERS.add(listener);
    }

    static void unsubscribe(Runnable listener) {
        LISTENERS.remove(listener);
    }

    private static void tellAndEndThread(int statusCode, String message) {
        LISTENERS.forEach(Runnable::run);
        throw new BrokerGaveUp(statusCode);
    }

    /** Ends the thread that would have ended the process. */
    private static final class BrokerGaveUp extends Error {

        private static final long serialVersionUID = 1L;

        BrokerGaveUp(int statusCode) {
            super("the broker asked for the end of the process, exit code " + statusCode);
        }
    }
}
