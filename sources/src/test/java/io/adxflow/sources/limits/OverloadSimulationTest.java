package io.adxflow.sources.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adxflow.sources.limits.OverloadSimulation.Policy;
import io.adxflow.sources.limits.OverloadSimulation.Result;
import io.adxflow.sources.limits.OverloadSimulation.Sender;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.RemoteWriteFixtures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits and levels against senders that want too much, in simulated minutes. */
class OverloadSimulationTest {
    private static final double DRAIN = 3e6;
    private static final double BOUND = 60e6;
    private static final double TARGET = 0.5;
    private static final Set<String> THREE = Set.of("a", "b", "c");

    private static List<Sender> oneTooMany(double factor) {
        return List.of(new Sender("a", factor * 1e6), new Sender("b", 0.7e6), new Sender("c", 0.9e6));
    }

    private static Policy built(Set<String> namespaces) {
        return OverloadPolicies.dealt(namespaces, Map.of(), BOUND, TARGET);
    }

    private static Result run(List<Sender> senders, Policy policy, DoubleUnaryOperator drain, long[] bodies) {
        long seed = 7;
        return new OverloadSimulation(senders, drain, BOUND, bodies, seed).run(policy, 420, 120);
    }

    @ParameterizedTest
    @ValueSource(doubles = {3, 10})
    void whoSendsTooMuchIsHeldBackAndNobodyElse(double factor) throws Exception {
        for (long[] bodies : List.of(new long[] {20_000}, recorded())) {
            Result result = run(oneTooMany(factor), built(THREE), now -> DRAIN, bodies);
            print("built, " + factor + "x", oneTooMany(factor), result);
            assertThat(result.highestFill()).as("backlog against its bound").isLessThan(1);
            assertThat(result.acceptedPerSecond()[1]).isCloseTo(0.7e6, within(0.05 * 0.7e6));
            assertThat(result.acceptedPerSecond()[2]).isCloseTo(0.9e6, within(0.05 * 0.9e6));
            assertThat(result.usedShare()).as("of what the destination takes").isGreaterThan(0.9);
        }
    }

    @Test
    void equalsHaveEqualParts() {
        List<Sender> senders = new ArrayList<>();
        for (String name : List.of("a", "b", "c", "d")) {
            senders.add(new Sender(name, 4e6));
        }
        Result result = run(senders, built(Set.of("a", "b", "c", "d")), now -> DRAIN, new long[] {20_000});
        print("four equals", senders, result);
        assertThat(OverloadSimulation.jain(result.acceptedPerSecond())).isGreaterThan(0.99);
        assertThat(result.highestFill()).isLessThan(1);
    }

    @Test
    void partsAreByWeight() {
        List<Sender> senders = List.of(new Sender("a", 4e6), new Sender("b", 4e6));
        Policy policy = OverloadPolicies.dealt(
                Set.of("a", "b"),
                Map.of(
                        "a",
                        new NamespaceLimits(
                                Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 3)),
                BOUND,
                TARGET);
        Result result = run(senders, policy, now -> DRAIN, new long[] {20_000});
        assertThat(result.acceptedPerSecond()[0] / result.acceptedPerSecond()[1])
                .isCloseTo(3, within(0.3));
    }

    @Test
    void aDestinationThatIsAwayForAWhileIsFilledToItsBoundAndNotBeyondAndUsedAgainAfterwards() {
        DoubleUnaryOperator drain = now -> now > 150 && now < 240 ? 0 : DRAIN;
        List<Sender> senders = List.of(new Sender("a", 0.8e6), new Sender("b", 0.4e6), new Sender("c", 0.4e6));
        Result result = run(senders, built(THREE), drain, new long[] {20_000});
        print("outage", senders, result);
        assertThat(result.highestFill()).isLessThan(1.01);
        for (int s = 0; s < senders.size(); s++) {
            assertThat(result.acceptedPerSecond()[s])
                    .as("what %s has caught up on", senders.get(s).namespace())
                    .isGreaterThan(0.9 * senders.get(s).demand());
        }
    }

    @Test
    void aConfiguredLimitHoldsAcrossProcesses() {
        List<Sender> senders = oneTooMany(3);
        NamespaceLimits limit = new NamespaceLimits(Double.POSITIVE_INFINITY, 1e6, Double.POSITIVE_INFINITY, 1);
        NamespaceLimits bySamples = new NamespaceLimits(10_000, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 1);
        Policy policy = OverloadPolicies.dealt(THREE, Map.of("a", limit, "c", bySamples), 1e12, TARGET);
        Result result = run(senders, policy, now -> 1e9, new long[] {20_000});
        print("limited", senders, result);
        assertThat(result.acceptedPerSecond()[0]).isCloseTo(1e6, within(0.05e6));
        assertThat(result.acceptedPerSecond()[1]).isCloseTo(0.7e6, within(0.02e6));
        assertThat(result.acceptedPerSecond()[2]).as("50 B a sample").isCloseTo(0.5e6, within(0.03e6));
    }

    private static void print(String name, List<Sender> senders, Result result) {
        StringBuilder line = new StringBuilder(name);
        for (int s = 0; s < senders.size(); s++) {
            line.append(String.format(
                    Locale.ROOT,
                    " %s=%.3f",
                    senders.get(s).namespace(),
                    result.acceptedPerSecond()[s] / senders.get(s).demand()));
        }
        System.out.printf(
                Locale.ROOT,
                "%s highest_fill=%.2f used=%.3f refused_by_bound=%.0f%n",
                line,
                result.highestFill(),
                result.usedShare(),
                result.refusedByBound());
    }

    /** Sizes of recorded requests, smaller ones of which senders put together. */
    private static long[] recorded() throws IOException {
        return RemoteWriteFixtures.of(WireFormat.REMOTE_WRITE_1).stream()
                .mapToLong(fixture -> Math.max(2_000, fixture.decompressed().length / 4))
                .toArray();
    }

    /** Prints the table of the decision record, and the curves as CSV. */
    public static void main(String[] args) throws IOException {
        for (double factor : new double[] {3, 10}) {
            for (Map.Entry<String, Policy> each : OverloadPolicies.all(THREE, DRAIN / 3, BOUND, TARGET)) {
                Result result = run(oneTooMany(factor), each.getValue(), now -> DRAIN, recorded());
                double[] got = result.acceptedPerSecond();
                print("| " + factor + " | " + each.getKey() + " |", oneTooMany(factor), result);
                StringBuilder curve = new StringBuilder("curve " + factor + " " + each.getKey());
                for (int i = 0; i < result.curve().size(); i += 10) {
                    curve.append(
                            String.format(Locale.ROOT, " %.2f", result.curve().get(i)[1]));
                }
                System.out.println(curve + " sum=" + (got[0] + got[1] + got[2]));
            }
        }
        List<Sender> equals = List.of(new Sender("a", 4e6), new Sender("b", 2e6), new Sender("c", 3e6));
        for (Map.Entry<String, Policy> each : OverloadPolicies.all(THREE, DRAIN / 3, BOUND, TARGET)) {
            Result result = run(equals, each.getValue(), now -> DRAIN, recorded());
            System.out.printf(
                    Locale.ROOT,
                    "| equals | %s | jain=%.3f fill=%.2f used=%.3f%n",
                    each.getKey(),
                    OverloadSimulation.jain(result.acceptedPerSecond()),
                    result.highestFill(),
                    result.usedShare());
        }
    }
}
