package dev.millrace.streams.runtime;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.streams.practitionerstats.PractitionerStatsTopology;
import java.util.List;

/** Every store application of this release. */
public final class StoreApplications {

    private static final List<StoreApplication> ALL =
            List.of(
                    new StoreApplication(
                            DerivedStores.PRACTITIONER_STATS, 1, PractitionerStatsTopology::build));

    private StoreApplications() {}

    public static List<StoreApplication> all() {
        return ALL;
    }
}
