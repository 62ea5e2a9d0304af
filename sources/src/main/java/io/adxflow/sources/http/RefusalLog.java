package io.adxflow.sources.http;

import io.adxflow.sources.connections.Printable;
import io.adxflow.sources.watch.Refusals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log who is refused and why: the first refusal of a sender for a reason at once, those of the next minute as a number.
 * Bounded: when too many pairs of sender and reason are remembered, the others share one line a minute and reason. Thread-safe.
 */
final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    /** Where lines go in production. */
    static final Consumer<String> LOGGED = LOG::info;

    private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MAX_PAIRS = 500;
    private static final String OTHERS = "other senders";

    private final IngestClock clock;
    private final Consumer<String> log;
    /** In the order of their windows. */
    private final Map<Pair, Window> windows = new LinkedHashMap<>();

    /** @param host the sender without its port, which changes with each connection */
    private record Pair(String host, Refusal reason) {}

    private static final class Window {
        final long startNanos;
        long more;

        Window(long startNanos) {
            this.startNanos = startNanos;
        }
    }

    /** @param log takes each line */
    RefusalLog(IngestClock clock, Consumer<String> log) {
        this.clock = clock;
        this.log = log;
    }

    /**
     * A request was refused.
     *
     * @param sender remote address with its port, and user agent
     * @param message what the sender is told
     */
    void note(Refusal reason, String sender, String message) {
        Refusals.jvm().note(reason.label(), sender, message);
        List<String> lines = new ArrayList<>();
        synchronized (windows) {
            closeWindows(lines);
            Pair pair = new Pair(host(sender), reason);
            if (!windows.containsKey(pair) && windows.size() >= MAX_PAIRS) {
                pair = new Pair(OTHERS, reason);
            }
            Window window = windows.get(pair);
            if (window == null) {
                windows.put(pair, new Window(clock.nanos()));
                lines.add("Refused " + sender + ", " + reason.label() + ": " + Printable.line(message));
            } else {
                window.more++;
            }
        }
        lines.forEach(log);
    }

    /** Sums up the minutes that are over. */
    void sweep() {
        List<String> lines = new ArrayList<>();
        synchronized (windows) {
            closeWindows(lines);
        }
        lines.forEach(log);
    }

    private void closeWindows(List<String> lines) {
        long now = clock.nanos();
        var oldestFirst = windows.entrySet().iterator();
        while (oldestFirst.hasNext()) {
            Map.Entry<Pair, Window> oldest = oldestFirst.next();
            if (now - oldest.getValue().startNanos < WINDOW_NANOS) {
                return;
            }
            oldestFirst.remove();
            if (oldest.getValue().more > 0) {
                Pair pair = oldest.getKey();
                lines.add("Refused " + pair.host() + " " + oldest.getValue().more + " more times within a minute, "
                        + pair.reason().label());
            }
        }
    }

    /** The address in {@code /192.0.2.1:4711 agent/1} or {@code /[2001:db8::1]:4711 agent/1}. */
    private static String host(String sender) {
        int blank = sender.indexOf(' ');
        String address = blank < 0 ? sender : sender.substring(0, blank);
        int colon = address.lastIndexOf(':');
        return colon < 0 ? address : address.substring(0, colon);
    }
}
