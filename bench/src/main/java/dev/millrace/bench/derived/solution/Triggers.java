package dev.millrace.bench.derived.solution;

import dev.millrace.bench.derived.check.ComparedStore;
import dev.millrace.bench.servers.BenchServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The documents' own way: triggers in the application's transactions. */
final class Triggers implements Solution {

    private static final List<String> ON =
            List.of(
                    "learning.enrollments enable trigger update_course_stats",
                    "learning.lesson_progress enable trigger update_user_last_access",
                    "learning.lesson_progress enable trigger calculate_course_progress");

    private final BenchServers servers;

    Triggers(BenchServers servers) {
        this.servers = servers;
    }

    @Override
    public SolutionKind kind() {
        return SolutionKind.TRIGGERS;
    }

    @Override
    public List<ComparedStore> stores() {
        return List.of(
                ComparedStore.in(
                        "bench.triggers_course_statistics", ComparedStore.COURSE_STATISTICS),
                ComparedStore.in("bench.triggers_course_progress", ComparedStore.COURSE_PROGRESS));
    }

    /** Of course statistics they keep no column that a probe could set. */
    @Override
    public List<ComparedStore> probedStores() {
        return stores().stream()
                .filter(store -> store.store().equals(ComparedStore.COURSE_PROGRESS))
                .toList();
    }

    @Override
    public boolean buildsInBackground() {
        return false;
    }

    @Override
    public void build() throws SQLException {
        execute(SqlFile.read("triggers.sql"));
        execute(SqlFile.read("triggers-fill.sql"));
    }

    /** What was changed without the triggers is nothing that they would ever see: all anew. */
    @Override
    public void start() throws SQLException {
        for (String trigger : ON) {
            execute("alter table " + trigger);
        }
        execute(SqlFile.read("triggers-fill.sql"));
    }

    @Override
    public void stop() throws SQLException {
        for (String trigger : ON) {
            execute("alter table " + trigger.replace("enable", "disable"));
        }
    }

    @Override
    public void failIfBroken() {
        // They fail in the transactions of the application.
    }

    @Override
    public void close() throws SQLException {
        execute(
                """
                drop function if exists bench.update_course_stats cascade;
                drop function if exists bench.update_user_last_access cascade;
                drop function if exists bench.calculate_course_progress cascade;
                drop table if exists bench.course_count cascade;
                drop table if exists bench.enrollment_progress cascade;
                """);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = servers.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
