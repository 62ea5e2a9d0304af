package io.adxflow.sources.limits;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * Senders of several namespaces, two processes, and one destination that takes only so much, in time that is moved by hand. A sender
 * keeps what it could not send and tries again after the wait that it was told; an answer waits for a checkpoint. What was taken is held,
 * in half of its bytes, until the destination has it, which comes in lumps.
 */
final class OverloadSimulation {
    static final int PROCESSES = 2;
    static final double STEP = 0.05;
    private static final double CHECKPOINT = 0.5;
    private static final double LUMP = 2;
    private static final double STORED = 0.5;

    /** @param demand bytes a second, from the beginning on */
    record Sender(String namespace, double demand) {}

    /** Decides who may send. */
    interface Policy {
        /** Seconds to wait, or 0 for a request that may come in. */
        double admit(int process, String namespace, long bytes, double now);

        default void taken(int process, String namespace, long bytes, double now) {}

        /** A request that was taken is answered. */
        default void answered(int process, String namespace, double seconds, double now) {}

        /** @param held bytes by process; @param arrived likewise, in all */
        default void look(double now, double[] held, double[] arrived) {}
    }

    /** What came of it. */
    record Result(
            double[] acceptedPerSecond,
            double highestFill,
            double usedShare,
            double refusedByBound,
            List<double[]> curve) {}

    private final List<Sender> senders;
    private final DoubleUnaryOperator drain;
    private final double boundBytes;
    private final long[] bodies;
    private final Random random;

    /**
     * @param drain bytes of requests a second that the destination takes, by time
     * @param boundBytes that a process may hold
     * @param bodies sizes of requests, one after the other and again
     */
    OverloadSimulation(List<Sender> senders, DoubleUnaryOperator drain, double boundBytes, long[] bodies, long seed) {
        this.senders = senders;
        this.drain = drain;
        this.boundBytes = boundBytes;
        this.bodies = bodies;
        this.random = new Random(seed);
    }

    private final class Connection {
        private final int process;
        private final int sender;
        private double freeAt;
        private boolean waiting;
        private double sentAt;
        private long body;

        Connection(int process, int sender) {
            this.process = process;
            this.sender = sender;
            freeAt = random.nextDouble();
        }
    }

    /** @param measureFrom when counting begins, seconds */
    Result run(Policy policy, double seconds, double measureFrom) {
        List<Connection> connections = connections();
        double[] pending = new double[senders.size()];
        double[] accepted = new double[senders.size()];
        double[] held = new double[PROCESSES];
        double[] arrived = new double[PROCESSES];
        double lump = 0;
        double highest = 0;
        double left = 0;
        double could = 0;
        double refusedByBound = 0;
        int nextBody = 0;
        List<double[]> curve = new ArrayList<>();
        for (double now = 0; now < seconds; now += STEP) {
            boolean measured = now >= measureFrom;
            for (int s = 0; s < pending.length; s++) {
                pending[s] += senders.get(s).demand() * STEP;
            }
            Collections.shuffle(connections, random);
            for (Connection connection : connections) {
                if (connection.freeAt > now) {
                    continue;
                }
                String namespace = senders.get(connection.sender).namespace();
                if (connection.waiting) {
                    policy.answered(connection.process, namespace, now - connection.sentAt, now);
                    connection.waiting = false;
                    connection.body = 0;
                }
                if (connection.body == 0) {
                    long body = bodies[nextBody % bodies.length];
                    if (pending[connection.sender] < body) {
                        continue;
                    }
                    nextBody++;
                    pending[connection.sender] -= body;
                    connection.body = body;
                }
                double wait = policy.admit(connection.process, namespace, connection.body, now);
                if (wait == 0 && held[connection.process] >= boundBytes) {
                    refusedByBound += measured ? 1 : 0;
                    wait = 1;
                }
                if (wait > 0) {
                    connection.freeAt = now + wait * (1 + random.nextDouble());
                    continue;
                }
                policy.taken(connection.process, namespace, connection.body, now);
                held[connection.process] += connection.body * STORED;
                arrived[connection.process] += connection.body * STORED;
                accepted[connection.sender] += measured ? connection.body : 0;
                connection.waiting = true;
                connection.sentAt = now;
                connection.freeAt = (Math.floor(now / CHECKPOINT) + 1) * CHECKPOINT + 0.1;
            }
            lump += drain.applyAsDouble(now) * STORED * STEP;
            if (Math.floor(now / LUMP) != Math.floor((now + STEP) / LUMP)) {
                double sum = held[0] + held[1];
                double gone = Math.min(sum, lump);
                left += measured ? gone : 0;
                could += measured ? lump : 0;
                for (int p = 0; p < PROCESSES && sum > 0; p++) {
                    held[p] -= gone * held[p] / sum;
                }
                lump = 0;
            }
            double fill = Math.max(held[0], held[1]) / boundBytes;
            highest = Math.max(highest, fill);
            policy.look(now, held, arrived);
            if (Math.floor(now) != Math.floor(now + STEP)) {
                curve.add(new double[] {now, fill});
            }
        }
        double[] perSecond = new double[accepted.length];
        for (int s = 0; s < accepted.length; s++) {
            perSecond[s] = accepted[s] / (seconds - measureFrom);
        }
        return new Result(perSecond, highest, left / could, refusedByBound, curve);
    }

    /** Twice as many as its demand needs when all is well. */
    private List<Connection> connections() {
        double mean = 0;
        for (long body : bodies) {
            mean += (double) body / bodies.length;
        }
        List<Connection> connections = new ArrayList<>();
        for (int s = 0; s < senders.size(); s++) {
            int count = (int) Math.ceil(2 * senders.get(s).demand() * (CHECKPOINT + 0.2) / mean);
            for (int c = 0; c < Math.max(4, count); c++) {
                connections.add(new Connection(c % PROCESSES, s));
            }
        }
        return connections;
    }

    /** Jain's index of fairness (Jain, Chiu, Hawe, 1984): 1 when all have the same. */
    static double jain(double... values) {
        double sum = 0;
        double squares = 0;
        for (double value : values) {
            sum += value;
            squares += value * value;
        }
        return sum * sum / (values.length * squares);
    }

    /** A window of the newest events, for policies. */
    static final class Recent {
        private final Deque<double[]> events = new ArrayDeque<>();
        private double sum;

        void add(double now, double value) {
            events.add(new double[] {now, value});
            sum += value;
            while (now - events.getFirst()[0] > 5) {
                sum -= events.remove()[1];
            }
        }

        double perSecond() {
            return sum / 5;
        }
    }
}
