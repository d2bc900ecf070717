package dev.millrace.launcher.search;

import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Changes of rows of its own, some of which a store counts and others an index shows, until it is
 * closed. What fails because a server is away is left out.
 */
final class RandomChanges implements AutoCloseable {

    private static final int ROWS = 30;
    private static final long BETWEEN_MILLIS = 20;

    private final SearchProgram program;
    private final Random random;
    private final AtomicInteger tried = new AtomicInteger();
    private final AtomicInteger committed = new AtomicInteger();
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("changes").factory());

    /** Makes the rows, and begins to change them. */
    RandomChanges(SearchProgram program, long seed) throws SQLException {
        this.program = program;
        this.random = new Random(seed);
        program.app(
                """
                insert into identity.users (id, email, display_name)
                select md5('whirl user' || n)::uuid, 'whirl' || n || '@example.org', 'Robin'
                from generate_series(1, %1$d) n;
                insert into learning.courses
                    (id, source_system, title, slug, instructor_name, status, published_at)
                select md5('whirl course' || n)::uuid, 'edu7p', 'Whirl ' || n, 'whirl-' || n,
                    'Teacher', 'published', now()
                from generate_series(1, %1$d) n;
                insert into learning.course_modules (id, course_id, title, order_index, is_published)
                select md5('whirl module' || n)::uuid, md5('whirl course' || n)::uuid, 'Module', 1, true
                from generate_series(1, %1$d) n;
                insert into learning.lessons
                    (id, course_id, module_id, title, slug, order_index, is_published)
                select md5('whirl lesson' || n || ' ' || l)::uuid, md5('whirl course' || n)::uuid,
                    md5('whirl module' || n)::uuid, 'Whirled ' || l, 'whirl-' || n || '-' || l, l, true
                from generate_series(1, %1$d) n, generate_series(1, 3) l;
                insert into wellness.practitioners (id, user_id, bio)
                select md5('whirl practitioner' || n)::uuid, md5('whirl user' || n)::uuid, 'Whirls'
                from generate_series(1, %1$d) n;
                insert into wellness.services
                    (id, practitioner_id, name, duration_minutes, price_cents)
                select md5('whirl service' || n)::uuid, md5('whirl practitioner' || n)::uuid,
                    'Whirling', 60, 8000
                from generate_series(1, %1$d) n
                """
                        .formatted(ROWS));
        var _ =
                executor.scheduleWithFixedDelay(
                        this::change, 0, BETWEEN_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** How many changes were tried. */
    int tried() {
        return tried.get();
    }

    /** How many were committed as far as is known. */
    int committed() {
        return committed.get();
    }

    private void change() {
        try {
            program.app(next());
            committed.incrementAndGet();
        } catch (SQLException e) {
            // A server is away, as the test wants it; the next change comes.
        } finally {
            tried.incrementAndGet();
        }
    }

    private String next() {
        int row = 1 + random.nextInt(ROWS);
        int other = 1 + random.nextInt(ROWS);
        int value = random.nextInt(1, 6);
        return switch (random.nextInt(6)) {
            case 0, 1 ->
                    """
                    update learning.courses set title = 'Whirl %2$d of %3$d',
                        status = (array['draft', 'published', 'published'])[1 + %3$d %% 3]::learning.course_status
                    where id = md5('whirl course%1$d')::uuid
                    """
                            .formatted(row, row, value);
            case 2 ->
                    """
                    insert into learning.enrollments (user_id, course_id)
                    values (md5('whirl user%1$d')::uuid, md5('whirl course%2$d')::uuid)
                    on conflict do nothing
                    """
                            .formatted(row, other);
            case 3 ->
                    """
                    insert into learning.lesson_progress (user_id, lesson_id, status, completed_at)
                    values (md5('whirl user%1$d')::uuid,
                        md5('whirl lesson%2$d ' || 1 + %3$d %% 3)::uuid, 'completed', now())
                    on conflict (user_id, lesson_id)
                    do update set status = 'in_progress', completed_at = null
                    """
                            .formatted(row, other, value);
            case 4 ->
                    """
                    insert into wellness.bookings (id, user_id, practitioner_id, service_id,
                        scheduled_at, ends_at, duration_minutes, session_type)
                    select b.id, md5('whirl user%1$d')::uuid, md5('whirl practitioner%2$d')::uuid,
                        md5('whirl service%2$d')::uuid, now(), now() + interval '1 hour', 60, 'video_call'
                    from (select md5(random()::text)::uuid as id) b;
                    insert into wellness.reviews (booking_id, reviewer_id, practitioner_id, rating)
                    select b.id, b.user_id, b.practitioner_id, %3$d
                    from wellness.bookings b
                    where b.user_id = md5('whirl user%1$d')::uuid
                        and not exists (select from wellness.reviews r where r.booking_id = b.id)
                    """
                            .formatted(row, other, value);
            default ->
                    """
                    update wellness.reviews set rating = %2$d,
                        status = (array['published', 'hidden'])[1 + %2$d %% 2]::wellness.review_status
                    where practitioner_id = md5('whirl practitioner%1$d')::uuid
                    """
                            .formatted(row, value);
        };
    }

    /** Waits for the change under way. */
    @Override
    public void close() throws InterruptedException {
        executor.shutdown();
        boolean _ = executor.awaitTermination(1, TimeUnit.MINUTES);
    }
}
