package io.adxflow.emulator.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with the storage, switchable while Azurite runs. All of it ends with Azurite's process.
 *
 * <p>A pattern is a regular expression (JavaScript's) that is looked for in {@code METHOD PATH?QUERY} of each request, as in
 * {@code PUT .*comp=blocklist}. {@code times} is how often a rule acts. Of several rules that match, the oldest acts.
 *
 * <p>An order holds for every request that is sent after the method returned: it waits until the process has taken it.
 *
 * <p>Threads: any.
 */
public final class StorageFaults {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ACT = "fault ";
    private static final String TAKEN = "taken ";

    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, Rule> rules = new ConcurrentHashMap<>();
    private final Map<Integer, CountDownLatch> orders = new ConcurrentHashMap<>();
    private @Nullable OutputStream child;

    /** A fault that was ordered, and how often it happened. */
    public static final class Rule {
        private int acted;

        private Rule() {}

        /** How often it happened so far. */
        public synchronized int acted() {
            return acted;
        }

        private synchronized void act() {
            acted++;
            notifyAll();
        }

        /** Waits until it happened so often; false when that takes longer. */
        public synchronized boolean await(int times, Duration longest) throws InterruptedException {
            long deadline = System.nanoTime() + longest.toNanos();
            while (acted < times) {
                long millis = (deadline - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    return false;
                }
                wait(millis);
            }
            return true;
        }
    }

    /** Answers requests with a status such as 503, with {@code Retry-After: 1}, and does not carry them out. */
    public Rule answer(String pattern, int status, int times) throws IOException {
        return order("STATUS", pattern, times, status);
    }

    /** Leaves requests without an answer until {@link #release}, and does not carry them out. */
    public Rule hang(String pattern, int times) throws IOException {
        return order("HANG", pattern, times, 0);
    }

    /** Carries requests out, then closes the connection without an answer. */
    public Rule loseAnswer(String pattern, int times) throws IOException {
        return order("LOST_ANSWER", pattern, times, 0);
    }

    /** Carries requests out, and answers at {@link #release}. */
    public Rule holdAnswer(String pattern, int times) throws IOException {
        return order("HELD_ANSWER", pattern, times, 0);
    }

    /** Counts requests, to which nothing happens. */
    public Rule watch(String pattern) throws IOException {
        return order("WATCH", pattern, 0, 0);
    }

    /**
     * From now on refuses writes with a signature that was used until now, as if its time were over. Reading goes on: what
     * the service was told before it still reads.
     */
    public Rule expireSignatures() throws IOException {
        return order("EXPIRE", "", 0, 0);
    }

    /** Answers what is held, and closes the connections of what hangs. */
    public void release() throws IOException {
        send(ids.incrementAndGet(), JSON.createObjectNode().put("kind", "RELEASE"));
    }

    /** Takes all rules away, and releases. */
    public void clear() throws IOException {
        send(ids.incrementAndGet(), JSON.createObjectNode().put("kind", "CLEAR"));
    }

    /** Breaks all connections; what is left to do is to end the process, which keeps what it has answered for. */
    public void breakConnections() throws IOException {
        send(ids.incrementAndGet(), JSON.createObjectNode().put("kind", "CRASH"));
    }

    private Rule order(String kind, String pattern, int times, int status) throws IOException {
        int id = ids.incrementAndGet();
        Rule rule = new Rule();
        rules.put(id, rule);
        send(
                id,
                JSON.createObjectNode()
                        .put("kind", kind)
                        .put("pattern", pattern)
                        .put("times", times)
                        .put("status", status));
        return rule;
    }

    private void send(int id, ObjectNode order) throws IOException {
        CountDownLatch taken = new CountDownLatch(1);
        orders.put(id, taken);
        try {
            write(order.put("id", id) + "\n");
            if (!taken.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("Azurite's process did not take an order within " + PATIENCE + ": " + order);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while Azurite's process takes an order", e);
        } finally {
            orders.remove(id);
        }
    }

    private synchronized void write(String line) throws IOException {
        if (child == null) {
            throw new IOException("Azurite does not run");
        }
        child.write(line.getBytes(StandardCharsets.UTF_8));
        child.flush();
    }

    /** @param orders the standard input of the process that runs now, or null when none does */
    public synchronized void attach(@Nullable OutputStream orders) {
        child = orders;
        rules.clear();
    }

    /** Takes a line of the process's output; true when it tells of a fault or an order. */
    public boolean tell(String line) {
        if (line.startsWith(ACT)) {
            Rule rule = rules.get(Integer.parseInt(line.substring(ACT.length())));
            if (rule != null) {
                rule.act();
            }
            return true;
        }
        if (line.startsWith(TAKEN)) {
            CountDownLatch taken = orders.get(Integer.parseInt(line.substring(TAKEN.length())));
            if (taken != null) {
                taken.countDown();
            }
            return true;
        }
        return false;
    }
}
