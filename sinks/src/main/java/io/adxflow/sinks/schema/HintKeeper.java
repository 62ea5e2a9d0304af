package io.adxflow.sinks.schema;

import io.adxflow.sinks.storage.StorageSettings;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes versions of what senders say of tables that have rows already, aside, in one thread of this JVM for each storage directory. Each
 * holder closes what it opened; the last one ends the thread.
 */
public final class HintKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HintKeeper.class);
    /** Rows of a table that is new come within a minute or so, and take what was said along. */
    private static final long PERIOD_SECONDS = 60;

    private static final Map<URI, HintKeeper> SHARED = new HashMap<>();

    private final URI directory;
    private final TableVersions versions;
    private final ScheduledExecutorService thread;
    private int holders;

    private HintKeeper(StorageSettings storage) {
        directory = storage.directory();
        versions = TableVersions.of(storage);
        thread = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread made = new Thread(work, "schema-hints");
            made.setDaemon(true);
            return made;
        });
    }

    /** The one of this JVM for a storage directory. */
    public static HintKeeper open(StorageSettings storage) {
        synchronized (SHARED) {
            HintKeeper keeper = SHARED.get(storage.directory());
            if (keeper == null) {
                keeper = new HintKeeper(storage);
                SHARED.put(storage.directory(), keeper);
                var unused = keeper.thread.scheduleWithFixedDelay(
                        keeper::apply, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
            }
            keeper.holders++;
            return keeper;
        }
    }

    private void apply() {
        try {
            versions.applyHints();
        } catch (IOException | RuntimeException e) {
            LOG.warn("What senders said of tables waits in memory: {}", String.valueOf(e));
        }
    }

    @Override
    public void close() {
        synchronized (SHARED) {
            if (--holders == 0) {
                SHARED.remove(directory);
                thread.shutdownNow();
            }
        }
    }
}
