package io.adxflow.job.rows;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.SubscriptionSpec;
import io.adxflow.job.config.SubscriptionSpec.Signal;
import io.adxflow.job.rows.Deliveries.Delivery;
import io.adxflow.job.select.Selector;
import io.adxflow.job.select.TableNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides for one signal of a namespace which monikers a series or record goes to: the namespace's own, and those of each
 * subscription that selects it. A moniker gets a row once, however many of them name it. One thread.
 */
final class DeliveryRules {
    private final List<Delivery> own;
    private final List<Rule> rules = new ArrayList<>();
    private final Map<List<Delivery>, Deliveries> interned = new HashMap<>();
    private final @Nullable Deliveries fixed;

    private record Rule(Delivery delivery, TableNames tables, @Nullable Selector where) {
        boolean selects(String table, Selector.Values values) {
            return tables.contain(table) && (where == null || where.matches(values));
        }
    }

    DeliveryRules(NamespaceSpec namespace, List<SubscriptionSpec> subscriptions, Signal signal) {
        own = namespace.monikers().stream().map(Delivery::new).toList();
        boolean choosy = false;
        for (SubscriptionSpec subscription : subscriptions) {
            if (subscription.takesFrom(namespace.name()) && subscription.takes(signal)) {
                String held = subscription.paused() ? subscription.name() : "";
                Rule rule = new Rule(
                        new Delivery(subscription.to(), held),
                        TableNames.of(subscription.tables()),
                        subscription.selector());
                rules.add(rule);
                choosy |= rule.where != null || !rule.tables.areAll();
            }
        }
        fixed = choosy ? null : of(rules);
    }

    /** The monikers of all that anything may go to. */
    Set<String> reached() {
        Set<String> reached = new LinkedHashSet<>();
        own.forEach(delivery -> reached.add(delivery.moniker()));
        rules.forEach(rule -> reached.add(rule.delivery.moniker()));
        return reached;
    }

    /** What holds for all alike, or null when it hangs on the table or on labels. */
    @Nullable
    Deliveries fixed() {
        return fixed;
    }

    /** Every moniker that anything of the namespace may go to. */
    Deliveries widest() {
        return of(rules);
    }

    /** Names of labels or attributes that decide. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        for (Rule rule : rules) {
            if (rule.where != null) {
                rule.where.matchers().forEach(matcher -> names.add(matcher.name()));
            }
        }
        return names;
    }

    /** Equal decisions are one object. */
    Deliveries choose(String table, Selector.Values values) {
        List<Rule> selecting = new ArrayList<>();
        for (Rule rule : rules) {
            if (rule.selects(table, values)) {
                selecting.add(rule);
            }
        }
        return of(selecting);
    }

    /** A moniker that one of them gives rows to at once need not get them later from one that is paused. */
    private Deliveries of(List<Rule> selecting) {
        Map<String, Delivery> chosen = new LinkedHashMap<>();
        own.forEach(delivery -> chosen.put(delivery.moniker(), delivery));
        for (Rule rule : selecting) {
            chosen.merge(
                    rule.delivery.moniker(),
                    rule.delivery,
                    (known, added) -> known.held().isEmpty() || !added.held().isEmpty() ? known : added);
        }
        if (chosen.isEmpty()) {
            return Deliveries.NONE;
        }
        List<Delivery> list = List.copyOf(chosen.values());
        return list.equals(own) ? Deliveries.OF_NAMESPACE : interned.computeIfAbsent(list, Deliveries::of);
    }
}
