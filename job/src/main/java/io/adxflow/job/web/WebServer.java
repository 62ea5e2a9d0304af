package io.adxflow.job.web;

import io.adxflow.sources.tls.TlsFiles;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves HTTP on any number of addresses with one event loop. A connection costs memory and no thread, and nothing on the loop
 * blocks, so that senders who say nothing silence nobody. All threads are daemons. Thread-safe.
 */
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
    private static final Duration START_AND_STOP = Duration.ofSeconds(10);
    private static final long SWEEP_MILLIS = 250;
    private static final long REFRESH_MILLIS = 1_000;

    private final Vertx vertx;
    private final LongSupplier nanoClock;
    private final List<WebListener> listeners = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<TlsFiles> certificates = new CopyOnWriteArrayList<>();

    private WebServer(Vertx vertx, LongSupplier nanoClock) {
        this.vertx = vertx;
        this.nanoClock = nanoClock;
    }

    /** Starts the threads; {@link #listen} adds addresses. */
    public static WebServer start() {
        WebServer server = startWithoutSweeping(System::nanoTime);
        server.vertx.setPeriodic(SWEEP_MILLIS, tick -> server.sweep());
        server.vertx.setPeriodic(REFRESH_MILLIS, tick -> {
            var unused = server.vertx.executeBlocking(() -> {
                server.refresh();
                return true;
            });
        });
        return server;
    }

    /** For time that is moved by hand: deadlines hold when {@link #sweep} is called. */
    static WebServer startWithoutSweeping(LongSupplier nanoClock) {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setUseDaemonThread(true)
                // A machine that is busy, or a long garbage collection, is not a fault of the loop's.
                .setBlockedThreadCheckInterval(1)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.HOURS)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        return new WebServer(vertx, nanoClock);
    }

    /**
     * Serves the routes on the address, which is taken when this returns. Not to be called on an event loop.
     *
     * @throws IOException when it cannot be bound; the message names it
     */
    public WebListener listen(HostPort address, WebLimits limits, Routes routes) throws IOException {
        return listen(address, WebTrust.NONE, limits, routes);
    }

    /**
     * The same, for those who may.
     *
     * @param trust whose certificates are read again while the server runs
     */
    public WebListener listen(HostPort address, WebTrust trust, WebLimits limits, Routes routes) throws IOException {
        WebListener listener = WebListener.make(vertx, address, trust, limits, nanoClock, routes);
        try {
            listener.bind()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_AND_STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while binding " + address, e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException("cannot listen on " + address + ": " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new IOException("cannot listen on " + address + ": not bound within " + START_AND_STOP, e);
        }
        listeners.add(listener);
        if (trust.tls() != null) {
            certificates.addIfAbsent(trust.tls());
        }
        return listener;
    }

    /** Reads certificates that others have replaced. Blocks. */
    void refresh() {
        certificates.forEach(TlsFiles::refresh);
    }

    /** Enforces every deadline that has passed. */
    void sweep() {
        listeners.forEach(WebListener::sweep);
    }

    /** Cuts every connection; addresses are free when it returns. */
    @Override
    public void close() {
        try {
            vertx.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_AND_STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The web server did not stop cleanly", e);
        }
    }
}
