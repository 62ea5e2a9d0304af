package io.adxflow.job.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.SubscriptionSpec;
import io.adxflow.job.config.SubscriptionSpec.Signal;
import io.adxflow.job.rows.Deliveries.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class DeliveryRulesTest {
    @Test
    void withoutSubscriptionsEverythingIsAsTheNamespaceSays() {
        DeliveryRules rules = new DeliveryRules(namespace("a", "b"), List.of(), Signal.METRICS);
        assertThat(rules.fixed()).isSameAs(Deliveries.OF_NAMESPACE);
    }

    @Test
    void asksForLabelsOnlyWhereOneDecides() {
        SubscriptionSpec all = subscription("s", List.of("*"), "", "c", false);
        assertThat(new DeliveryRules(namespace("a"), List.of(all), Signal.METRICS).fixed())
                .isEqualTo(Deliveries.of(List.of(new Delivery("a"), new Delivery("c"))));
        SubscriptionSpec some = subscription("s", List.of("*"), "job=\"x\"", "c", false);
        DeliveryRules choosy = new DeliveryRules(namespace("a"), List.of(some), Signal.METRICS);
        assertThat(choosy.fixed()).isNull();
        assertThat(choosy.names()).containsExactly("job");
        assertThat(choosy.choose("T", Map.of("job", "y")::get)).isSameAs(Deliveries.OF_NAMESPACE);
        assertThat(choosy.choose("T", Map.of("job", "x")::get)).isSameAs(choosy.choose("U", Map.of("job", "x")::get));
    }

    @Test
    void rowsThatNobodyTakesGoNowhere() {
        SubscriptionSpec some = subscription("s", List.of("*"), "job=\"x\"", "c", false);
        DeliveryRules rules = new DeliveryRules(namespace(), List.of(some), Signal.METRICS);
        assertThat(rules.choose("T", name -> "y").areNone()).isTrue();
        assertThat(new DeliveryRules(namespace(), List.of(), Signal.LOGS)
                        .fixed()
                        .areNone())
                .isTrue();
    }

    @Test
    void onlyWhatNoOtherDeliversWaitsForAPausedSubscription() {
        SubscriptionSpec paused = subscription("p", List.of("*"), "", "c", true);
        SubscriptionSpec active = subscription("q", List.of("*"), "job=\"x\"", "c", false);
        DeliveryRules rules = new DeliveryRules(namespace("a"), List.of(paused, active), Signal.METRICS);
        assertThat(rules.choose("T", name -> "y").all()).containsExactly(new Delivery("a"), new Delivery("c", "p"));
        assertThat(rules.choose("T", name -> "x").all()).containsExactly(new Delivery("a"), new Delivery("c"));
    }

    /** Against a plain reading of the rules. */
    @RepeatedTest(200)
    void aMonikerGetsARowOnceAndOnlyWhenSomethingSelectsIt(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<String> own = List.of("m0", "m1", "m2").subList(0, random.nextInt(4));
        List<SubscriptionSpec> subscriptions = new ArrayList<>();
        for (int i = 0; i < random.nextInt(6); i++) {
            subscriptions.add(new SubscriptionSpec(
                    "s" + i,
                    random.nextBoolean() ? List.of("*") : List.of(random.nextBoolean() ? "default" : "other"),
                    random.nextBoolean() ? List.of(Signal.METRICS) : List.of(Signal.LOGS, Signal.METRICS),
                    random.nextBoolean() ? List.of() : List.of("T" + random.nextInt(2)),
                    random.nextBoolean() ? "" : "x=\"" + random.nextInt(2) + "\"",
                    "m" + random.nextInt(4),
                    false));
        }
        DeliveryRules rules = new DeliveryRules(namespace(own.toArray(String[]::new)), subscriptions, Signal.METRICS);
        for (String table : List.of("T0", "T1")) {
            for (String x : List.of("0", "1")) {
                TreeSet<String> expected = new TreeSet<>(own);
                for (SubscriptionSpec each : subscriptions) {
                    if (!each.from().equals(List.of("other"))
                            && (each.tables().isEmpty() || each.tables().contains(table))
                            && (each.where().isEmpty() || each.where().equals("x=\"" + x + "\""))) {
                        expected.add(each.to());
                    }
                }
                Deliveries fixed = rules.fixed();
                Deliveries chosen = fixed != null ? fixed : rules.choose(table, name -> x);
                List<String> monikers = chosen.areOfNamespace()
                        ? own
                        : chosen.all().stream().map(Delivery::moniker).toList();
                assertThat(monikers).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
            }
        }
    }

    private static NamespaceSpec namespace(String... monikers) {
        return new NamespaceSpec("default", "Metrics", List.of("*"), List.of(monikers), Map.of(), List.of());
    }

    private static SubscriptionSpec subscription(
            String name, List<String> from, String where, String to, boolean paused) {
        return new SubscriptionSpec(name, from, List.of(Signal.METRICS), List.of(), where, to, paused);
    }
}
