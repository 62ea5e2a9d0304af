package io.adxflow.sources.limits;

import java.io.Serializable;
import java.util.Map;

/**
 * What each process may take, as the coordinator deals it out.
 *
 * @param parts by reporter, of each namespace's limits; what is not in it has an even part
 * @param levels by destination, bytes a second of the whole cluster for each unit of weight; only of those that are scarce. The
 *     readers' own queues stand under {@link #QUEUE}
 * @param reasons why, by destination, for people
 * @param held what namespaces that may not hold more than so much hold in all processes, by {@link Stock#place}; of none where one
 *     process is all there is
 */
public record TrafficShares(
        Map<Integer, Map<String, Double>> parts,
        Map<String, Double> levels,
        Map<String, String> reasons,
        Map<String, long[]> held)
        implements Serializable {
    /** No destination: the queues before the readers. */
    public static final String QUEUE = "";

    public static final TrafficShares NONE = new TrafficShares(Map.of(), Map.of(), Map.of());

    /** With nothing said of what is held. */
    public TrafficShares(
            Map<Integer, Map<String, Double>> parts, Map<String, Double> levels, Map<String, String> reasons) {
        this(parts, levels, reasons, Map.of());
    }

    /**
     * The part of a namespace's limits that a reporter has, 0 to 1.
     *
     * @param even what it has when nobody deals
     */
    double part(int reporter, String namespace, double even) {
        Map<String, Double> ofReporter = parts.get(reporter);
        Double part = ofReporter == null ? null : ofReporter.get(namespace);
        return part == null ? even : part;
    }
}
