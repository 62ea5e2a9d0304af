package io.adxflow.sinks.kusto;

import io.adxflow.sinks.kusto.settings.KustoSettings;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes a destination's connection when it is first asked for, and again when that failed. Thread-safe. */
final class KustoConnections implements AutoCloseable {
    private final KustoSettings settings;
    private final LongSupplier millis;
    private final ReentrantLock making = new ReentrantLock();
    private volatile @Nullable KustoConnection connection;
    private volatile boolean closed;

    /** @param millis a clock */
    KustoConnections(KustoSettings settings, LongSupplier millis) {
        this.settings = settings;
        this.millis = millis;
    }

    /** @throws InterruptedException also when this is closed */
    KustoConnection get() throws Exception {
        KustoConnection made = connection;
        if (made != null) {
            return made;
        }
        making.lockInterruptibly();
        try {
            if (closed) {
                throw new InterruptedException("closed");
            }
            made = connection;
            if (made == null) {
                made = new KustoConnection(settings, millis);
                connection = made;
            }
            return made;
        } finally {
            making.unlock();
        }
    }

    /** The one there is, or null. */
    @Nullable
    KustoConnection made() {
        return connection;
    }

    @Override
    public void close() {
        KustoConnection closing;
        making.lock();
        try {
            closed = true;
            closing = connection;
            connection = null;
        } finally {
            making.unlock();
        }
        if (closing != null) {
            closing.close();
        }
    }
}
