package dev.millrace.search.writer;

import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** Looks without a break whether a document that nobody changes is found. */
final class ContinuousReader implements AutoCloseable {

    private final WriterFixture fixture;
    private final String id;
    private final String title;
    private final AtomicBoolean done = new AtomicBoolean();
    private final List<Object> gaps = new CopyOnWriteArrayList<>();
    private final Thread thread = Thread.ofVirtual().unstarted(this::run);
    private volatile int searches;

    ContinuousReader(WriterFixture fixture, String id, String title) {
        this.fixture = fixture;
        this.id = id;
        this.title = title;
    }

    void start() {
        thread.start();
    }

    int searches() {
        return searches;
    }

    /** What searches found instead, or how they failed. */
    List<Object> gaps() {
        return gaps;
    }

    private void run() {
        int count = 0;
        while (!done.get()) {
            try {
                Map<String, String> visible = fixture.visible();
                if (!title.equals(visible.get(id))) {
                    gaps.add(visible);
                }
            } catch (UncheckedIOException | ElasticsearchException e) {
                gaps.add(e);
            }
            searches = ++count;
        }
    }

    @Override
    public void close() throws InterruptedException {
        done.set(true);
        thread.join();
    }
}
