package io.adxflow.sources.limits;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What a document says of traffic.
 *
 * @param limits by namespace; each that there is, has an entry
 * @param destinations that a namespace's rows may go to, by namespace
 * @param backlog of a destination in this process; thread-safe
 * @param stocks what namespaces hold in this process
 */
public record TrafficRules(
        Map<String, NamespaceLimits> limits,
        Map<String, Set<String>> destinations,
        Function<String, Backlog> backlog,
        Stocks stocks) {
    public static final TrafficRules NONE = new TrafficRules(Map.of(), Map.of(), destination -> Backlog.NONE);

    /** Where nobody holds anything. */
    public TrafficRules(
            Map<String, NamespaceLimits> limits,
            Map<String, Set<String>> destinations,
            Function<String, Backlog> backlog) {
        this(limits, destinations, backlog, Stocks.NONE);
    }

    /** All of them, in order. */
    public Set<String> allDestinations() {
        Set<String> all = new TreeSet<>();
        destinations.values().forEach(all::addAll);
        return all;
    }
}
