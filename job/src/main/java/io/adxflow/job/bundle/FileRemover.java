package io.adxflow.job.bundle;

import io.adxflow.sinks.storage.AppendStore;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes files aside, since no mailbox may wait for a file system. What it misses is swept at the next start. */
final class FileRemover implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileRemover.class);

    private final AppendStore store;
    private final ExecutorService thread;

    FileRemover(AppendStore store, String threadName) {
        this.store = store;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread daemon = new Thread(task, threadName);
            daemon.setDaemon(true);
            return daemon;
        });
    }

    void remove(List<String> names) {
        if (!names.isEmpty()) {
            thread.execute(() -> names.forEach(this::removeOne));
        }
    }

    private void removeOne(String name) {
        try {
            store.delete(name);
        } catch (IOException e) {
            LOG.warn("could not delete {}; it is swept at the next start: {}", name, e.toString());
        }
    }

    /** Lets the deletions under way finish; takes no more. */
    @Override
    public void close() {
        thread.shutdown();
    }
}
