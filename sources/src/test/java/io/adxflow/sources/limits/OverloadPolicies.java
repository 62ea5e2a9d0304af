package io.adxflow.sources.limits;

import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.AIMDLimit;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import io.adxflow.sources.limits.OverloadSimulation.Policy;
import io.adxflow.sources.limits.OverloadSimulation.Recent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Ways to hold senders back, for {@link OverloadSimulation}. */
final class OverloadPolicies {
    private OverloadPolicies() {}

    private static long nanos(double seconds) {
        return Math.round(seconds * 1e9);
    }

    /** The bound of what may be held alone, which refuses everybody. */
    static Policy bound() {
        return (process, namespace, bytes, now) -> 0;
    }

    /** A rate that somebody has set for each namespace, evenly in the processes. */
    static Policy fixed(double bytesPerSecond) {
        Map<String, TokenBucket> buckets = new HashMap<>();
        return new Policy() {
            private TokenBucket bucket(int process, String namespace, double now) {
                return buckets.computeIfAbsent(process + namespace, none -> {
                    TokenBucket bucket = new TokenBucket(1, nanos(now));
                    bucket.setRate(bytesPerSecond / OverloadSimulation.PROCESSES, nanos(now));
                    return bucket;
                });
            }

            @Override
            public double admit(int process, String namespace, long bytes, double now) {
                double wait = bucket(process, namespace, now).waitSeconds(nanos(now));
                return wait > 0 ? Math.max(1, wait) : 0;
            }

            @Override
            public void taken(int process, String namespace, long bytes, double now) {
                bucket(process, namespace, now).take(bytes, nanos(now));
            }
        };
    }

    /** One rate for all of a process: additive increase, multiplicative decrease on the backlog; whoever comes first has it. */
    static Policy aimd(double boundBytes, double target) {
        TokenBucket[] buckets = {new TokenBucket(1, 0), new TokenBucket(1, 0)};
        Recent[] recent = {new Recent(), new Recent()};
        double[] decreased = {-10, -10};
        double[] before = new double[2];
        return new Policy() {
            @Override
            public double admit(int process, String namespace, long bytes, double now) {
                double wait = buckets[process].waitSeconds(nanos(now));
                return wait > 0 ? Math.max(1, wait) : 0;
            }

            @Override
            public void taken(int process, String namespace, long bytes, double now) {
                buckets[process].take(bytes, nanos(now));
                recent[process].add(now, bytes);
            }

            @Override
            public void look(double now, double[] held, double[] arrived) {
                for (int p = 0; p < held.length; p++) {
                    double rate = buckets[p].rate();
                    if (held[p] > target * boundBytes) {
                        if (now - decreased[p] >= 2 && held[p] > before[p]) {
                            buckets[p].setRate(Math.min(rate, recent[p].perSecond()) / 2, nanos(now));
                            decreased[p] = now;
                            before[p] = held[p];
                        }
                    } else if (!Double.isInfinite(rate)) {
                        buckets[p].setRate(rate + 20_000 * OverloadSimulation.STEP, nanos(now));
                        before[p] = 0;
                    }
                }
            }
        };
    }

    /** Requests that may be unanswered at once in a process, by how long answers take. */
    static Policy concurrency(boolean gradient) {
        Limit[] limits = new Limit[OverloadSimulation.PROCESSES];
        int[] open = new int[limits.length];
        for (int p = 0; p < limits.length; p++) {
            limits[p] = gradient
                    ? Gradient2Limit.newBuilder().initialLimit(100).build()
                    : AIMDLimit.newBuilder()
                            .initialLimit(100)
                            .timeout(2, TimeUnit.SECONDS)
                            .build();
        }
        return new Policy() {
            @Override
            public double admit(int process, String namespace, long bytes, double now) {
                return open[process] >= limits[process].getLimit() ? 1 : 0;
            }

            @Override
            public void taken(int process, String namespace, long bytes, double now) {
                open[process]++;
            }

            @Override
            public void answered(int process, String namespace, double seconds, double now) {
                limits[process].onSample(nanos(now - seconds), nanos(seconds), open[process], false);
                open[process]--;
            }
        };
    }

    /** What is built. */
    static Policy dealt(Set<String> namespaces, Map<String, NamespaceLimits> limits, double boundBytes, double target) {
        return new Dealt(namespaces, limits, boundBytes, target);
    }

    private static final class Dealt implements Policy {
        private final TrafficDoor[] doors = {new TrafficDoor(1), new TrafficDoor(2)};
        private final TrafficDealer dealer;
        private final double[] held = new double[2];
        private final double[] arrived = new double[2];
        private double reported;

        Dealt(Set<String> namespaces, Map<String, NamespaceLimits> limits, double boundBytes, double target) {
            dealer = new TrafficDealer(target, 1_000);
            Map<String, NamespaceLimits> all = new HashMap<>();
            Map<String, Set<String>> destinations = new HashMap<>();
            for (String namespace : namespaces) {
                all.put(namespace, limits.getOrDefault(namespace, NamespaceLimits.NONE));
                destinations.put(namespace, Set.of("m"));
            }
            for (int p = 0; p < doors.length; p++) {
                int process = p;
                doors[p].follow(
                        new TrafficRules(
                                all,
                                destinations,
                                name -> new Backlog((long) held[process], (long) arrived[process], (long) boundBytes)),
                        0.5,
                        0);
            }
        }

        @Override
        public double admit(int process, String namespace, long bytes, double now) {
            return doors[process].admit(namespace, bytes, nanos(now)) instanceof Admission.No no ? no.waitSeconds() : 0;
        }

        @Override
        public void taken(int process, String namespace, long bytes, double now) {
            long reserved = doors[process].reserve(namespace, bytes, nanos(now));
            doors[process].settle(namespace, reserved, bytes, bytes / 50, 0, nanos(now));
        }

        @Override
        public void look(double now, double[] nowHeld, double[] nowArrived) {
            if (now - reported < 1) {
                return;
            }
            reported = now;
            System.arraycopy(nowHeld, 0, held, 0, held.length);
            System.arraycopy(nowArrived, 0, arrived, 0, arrived.length);
            long millis = Math.round(now * 1e3);
            for (int p = 0; p < doors.length; p++) {
                dealer.report(p, doors[p].report(nanos(now)), millis);
            }
            TrafficShares shares = dealer.deal(millis);
            if (shares != null) {
                for (int p = 0; p < doors.length; p++) {
                    doors[p].follow(shares, p, nanos(now));
                }
            }
        }
    }

    /** All of them, with their names. */
    static List<Map.Entry<String, Policy>> all(
            Set<String> namespaces, double fixedRate, double boundBytes, double target) {
        return List.of(
                Map.entry("bound alone", bound()),
                Map.entry("fixed limits", fixed(fixedRate)),
                Map.entry("AIMD on the backlog, one rate", aimd(boundBytes, target)),
                Map.entry("AIMD on response time", concurrency(false)),
                Map.entry("Gradient2 on response time", concurrency(true)),
                Map.entry("levels (built)", dealt(namespaces, Map.of(), boundBytes, target)));
    }
}
