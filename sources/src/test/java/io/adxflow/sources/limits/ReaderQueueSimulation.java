package io.adxflow.sources.limits;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * One process whose readers take only so much, and connections that send a body behind the answer to the one before, in time that is
 * moved by hand. A connection that is turned away waits as it is told, and up to as long again.
 */
final class ReaderQueueSimulation {
    static final double STEP = 0.05;
    private static final double ANSWER = 0.3;

    private final Map<String, Integer> connections;
    private final long bodyBytes;
    private final DoubleUnaryOperator service;
    private final TrafficDoor door = new TrafficDoor(1);
    private final TrafficDealer dealer;
    private final Random random;

    /**
     * @param connections by namespace
     * @param service bytes a second that the readers take, by time
     */
    ReaderQueueSimulation(
            Map<String, Integer> connections,
            long bodyBytes,
            DoubleUnaryOperator service,
            long queueTargetMillis,
            long seed) {
        this.connections = connections;
        this.bodyBytes = bodyBytes;
        this.service = service;
        this.dealer = new TrafficDealer(0.5, queueTargetMillis);
        this.random = new Random(seed);
        Map<String, NamespaceLimits> limits = new HashMap<>();
        connections.keySet().forEach(name -> limits.put(name, NamespaceLimits.NONE));
        door.follow(new TrafficRules(limits, Map.of(), name -> new Backlog(0, 0, 1)), 1, 0);
    }

    private static final class Connection {
        private final String namespace;
        private double freeAt;
        private double sentAt;
        private long reserved;

        Connection(String namespace, double freeAt) {
            this.namespace = namespace;
            this.freeAt = freeAt;
        }
    }

    /** Each second's: bytes that readers took by namespace, and the longest wait of what they took. */
    record Second(Map<String, Double> taken, double waitSeconds) {
        double sum() {
            return taken.values().stream().mapToDouble(Double::doubleValue).sum();
        }
    }

    List<Second> run(int seconds) {
        List<Connection> all = new ArrayList<>();
        connections.forEach((name, count) -> {
            for (int c = 0; c < count; c++) {
                all.add(new Connection(name, random.nextDouble()));
            }
        });
        Deque<Connection> queue = new ArrayDeque<>();
        List<Second> history = new ArrayList<>();
        double credit = 0;
        int steps = (int) Math.round(1 / STEP);
        for (int second = 0; second < seconds; second++) {
            Map<String, Double> taken = new HashMap<>();
            double longest = 0;
            for (int step = 0; step < steps; step++) {
                double now = second + step * STEP;
                for (Connection connection : all) {
                    if (connection.freeAt <= now) {
                        send(connection, queue, now);
                    }
                }
                credit = Math.min(credit, bodyBytes) + service.applyAsDouble(now) * STEP;
                while (credit >= bodyBytes && !queue.isEmpty()) {
                    credit -= bodyBytes;
                    Connection next = queue.remove();
                    long waited = Math.round((now - next.sentAt) * 1e3);
                    door.queued(waited);
                    door.settle(next.namespace, next.reserved, bodyBytes, 1_000, 0, nanos(now));
                    next.freeAt = now + ANSWER;
                    longest = Math.max(longest, waited / 1e3);
                    taken.merge(next.namespace, (double) bodyBytes, Double::sum);
                }
            }
            history.add(new Second(taken, longest));
            deal(second + 1);
        }
        return history;
    }

    private void send(Connection connection, Deque<Connection> queue, double now) {
        if (door.admit(connection.namespace, bodyBytes, nanos(now)) instanceof Admission.No no) {
            connection.freeAt = now + no.waitSeconds() * (1 + random.nextDouble());
            return;
        }
        connection.reserved = door.reserve(connection.namespace, bodyBytes, nanos(now));
        connection.sentAt = now;
        connection.freeAt = Double.POSITIVE_INFINITY;
        queue.add(connection);
    }

    private void deal(double now) {
        long millis = Math.round(now * 1e3);
        dealer.report(0, door.report(nanos(now)), millis);
        TrafficShares shares = dealer.deal(millis);
        if (shares != null) {
            door.follow(shares, 0, nanos(now));
        }
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * 1e9);
    }
}
