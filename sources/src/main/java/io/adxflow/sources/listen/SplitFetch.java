package io.adxflow.sources.listen;

import io.adxflow.sources.listen.Feed.Part;
import io.adxflow.sources.listen.Feed.Unreadable;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one split in a thread of its own, ahead of the task by at most {@link #AHEAD} parts. What fails is tried again behind the last
 * part, after longer and longer pauses, for as long as the reader lives.
 */
final class SplitFetch {
    private static final Logger LOG = LoggerFactory.getLogger(SplitFetch.class);
    private static final int AHEAD = 2;
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long MAX_PAUSE_MILLIS = 60_000;

    /** Behind the last of a split: its end, or why no more of it can be read. */
    record End(@Nullable String unreadable) {}

    private final ListenSplit split;
    private final Feeds feeds;
    private final Runnable available;
    private final Runnable failed;
    private final BlockingQueue<Object> parts = new ArrayBlockingQueue<>(AHEAD);
    private final Thread thread;

    /**
     * @param available told when there is something to poll
     * @param failed told of each failure that is tried again
     */
    SplitFetch(ListenSplit split, Feeds feeds, Runnable available, Runnable failed) {
        this.split = split;
        this.feeds = feeds;
        this.available = available;
        this.failed = failed;
        this.thread = new Thread(this::run, "adxflow-listen-" + split.input());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** The next {@link Part}, {@link Unreadable} or {@link End}; null when there is none yet. */
    @Nullable
    Object poll() {
        return parts.poll();
    }

    boolean hasNext() {
        return !parts.isEmpty();
    }

    private void run() {
        try {
            ListenSplit at = split;
            long pause = FIRST_PAUSE_MILLIS;
            while (true) {
                long before = at.position();
                try (Feed feed = feeds.open(at)) {
                    while (true) {
                        Object next = feed.next();
                        if (next == null && !split.endless()) {
                            put(new End(null));
                            return;
                        }
                        if (next != null) {
                            put(next);
                            at = at.at(next instanceof Part part ? part.position() : ((Unreadable) next).position());
                        }
                    }
                } catch (UnreadableException e) {
                    put(new End(String.valueOf(e.getMessage())));
                    return;
                } catch (IOException e) {
                    failed.run();
                    pause = at.position() > before ? FIRST_PAUSE_MILLIS : pause;
                    LOG.warn(
                            "listen.{}: {} could not be read on from {}, it is tried again in {} ms: {}",
                            split.input(),
                            split.name(),
                            at.position(),
                            pause,
                            e.toString());
                    Thread.sleep(pause);
                    pause = Math.min(MAX_PAUSE_MILLIS, 2 * pause);
                }
            }
        } catch (InterruptedException e) {
            // The reader has no more use for it.
        } catch (RuntimeException | Error e) {
            LOG.error("listen.{}: {} cannot be read for a reason of our own", split.input(), split.name(), e);
            tell(new End("an error of adxflow's own: " + e));
        }
    }

    private void put(Object part) throws InterruptedException {
        parts.put(part);
        available.run();
    }

    private void tell(End end) {
        try {
            put(end);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the thread and waits for it a moment; what it holds open it closes. */
    void close() {
        thread.interrupt();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
