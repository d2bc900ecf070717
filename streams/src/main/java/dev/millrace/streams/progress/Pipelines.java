package dev.millrace.streams.progress;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Which stores there are to watch: the versions that run change while a watch goes on. */
@FunctionalInterface
public interface Pipelines {

    /** Always these. */
    static Pipelines fixed(Collection<StorePipeline> pipelines) {
        List<StorePipeline> all = List.copyOf(pipelines);
        return connection -> all;
    }

    /** These and the others, which never change. */
    default Pipelines and(Collection<StorePipeline> others) {
        List<StorePipeline> more = List.copyOf(others);
        return connection -> Stream.concat(read(connection).stream(), more.stream()).toList();
    }

    /**
     * Those of now; as long as nothing changes, the same objects.
     *
     * @param connection of a role that may read {@code ops.store_versions}
     */
    List<StorePipeline> read(Connection connection) throws SQLException;
}
