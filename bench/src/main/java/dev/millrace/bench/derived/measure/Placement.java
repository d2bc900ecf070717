package dev.millrace.bench.derived.measure;

import dev.millrace.bench.derived.solution.OwnProcess;
import dev.millrace.bench.derived.solution.Solution;
import dev.millrace.bench.process.Processors;
import dev.millrace.bench.servers.BenchServers;
import java.util.List;
import java.util.OptionalLong;

/** Who computes where while the application's throughput is measured. */
public enum Placement {
    /** Everything on all processors, as on one machine. */
    SHARED,

    /**
     * The application and its database on one half of the processors, the broker and a solution
     * that is a process of its own on the other, as on two machines. What a solution does inside
     * the database stays with the database.
     */
    APART;

    /** Begins to hold the application, which is this process, the database and the broker. */
    Hold begin(BenchServers servers) throws InterruptedException {
        Processors all = Processors.ours();
        Hold hold = new Hold(servers, this, all);
        if (this == APART) {
            List<Processors> halves = all.halves();
            try {
                servers.databaseOn(halves.getFirst());
                servers.brokerOn(halves.getLast());
                halves.getFirst().hold(ProcessHandle.current().pid());
            } catch (InterruptedException | RuntimeException e) {
                // Nobody stays behind on half of the machine: what is measured next would suffer.
                hold.close();
                throw e;
            }
        }
        return hold;
    }

    /** While it is open, everybody is in place. */
    record Hold(BenchServers servers, Placement placement, Processors all)
            implements AutoCloseable {

        /** The solution has just started its process. */
        void started(Solution solution) throws InterruptedException {
            if (placement == APART && solution instanceof OwnProcess process) {
                OptionalLong pid = process.pid();
                if (pid.isPresent()) {
                    all.halves().getLast().hold(pid.getAsLong());
                }
                OptionalLong server = process.ownServer();
                if (server.isPresent()) {
                    all.halves().getLast().holdTree(server.getAsLong());
                }
            }
        }

        /** Everybody but the solution may compute anywhere again. */
        @Override
        public void close() throws InterruptedException {
            if (placement == APART) {
                all.hold(ProcessHandle.current().pid());
                servers.databaseOn(all);
                servers.brokerOn(all);
            }
        }
    }
}
