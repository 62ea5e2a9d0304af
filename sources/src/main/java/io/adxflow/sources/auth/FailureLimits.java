package io.adxflow.sources.auth;

import io.adxflow.sources.connections.Networks;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts refused credentials per sender's address and minute. Bounded: when too many addresses are remembered, the one that failed
 * longest ago is forgotten. Thread-safe; asked of unknown credentials alone.
 */
final class FailureLimits {
    private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MAX_ADDRESSES = 10_000;

    private final int perMinute;
    private final Networks exempt;
    private final Map<InetAddress, Window> windows = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Window> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    private static final class Window {
        final long startNanos;
        int failures;

        Window(long startNanos) {
            this.startNanos = startNanos;
        }
    }

    /** @param exempt addresses that many senders come from */
    FailureLimits(int perMinute, Networks exempt) {
        this.perMinute = perMinute;
        this.exempt = exempt;
    }

    /** Whether no more credentials of this address are looked at in this minute. */
    synchronized boolean isOver(InetAddress address, long nowNanos) {
        Window window = windows.get(Networks.sender(address));
        return window != null
                && nowNanos - window.startNanos < WINDOW_NANOS
                && window.failures >= perMinute
                && !exempt.contains(address);
    }

    /** True for the first failure of the minute. */
    synchronized boolean failed(InetAddress address, long nowNanos) {
        InetAddress sender = Networks.sender(address);
        Window window = windows.get(sender);
        if (window == null || nowNanos - window.startNanos >= WINDOW_NANOS) {
            window = new Window(nowNanos);
            windows.put(sender, window);
        }
        return ++window.failures == 1;
    }

    synchronized int size() {
        return windows.size();
    }
}
