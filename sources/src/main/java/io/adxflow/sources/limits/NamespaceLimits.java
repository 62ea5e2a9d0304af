package io.adxflow.sources.limits;

import java.io.Serializable;

/**
 * What a namespace may send, and hold, in units of the whole cluster.
 *
 * @param samplesPerSecond samples, histograms, log records and spans; infinite for no limit, as are the others
 * @param bytesPerSecond of request bodies, as sent
 * @param newSeriesPerSecond series that a reader has not seen lately
 * @param liveSeries that readers know
 * @param tables that have rows, or had lately
 * @param storageBytes that are not delivered, of the databases that it writes to
 * @param weight of the namespace's part of what there is too little of; above 0
 */
public record NamespaceLimits(
        double samplesPerSecond,
        double bytesPerSecond,
        double newSeriesPerSecond,
        double liveSeries,
        double tables,
        double storageBytes,
        double weight)
        implements Serializable {
    private static final double NO = Double.POSITIVE_INFINITY;

    public static final NamespaceLimits NONE = new NamespaceLimits(NO, NO, NO, 1);

    /** Of what it sends alone. */
    public NamespaceLimits(double samplesPerSecond, double bytesPerSecond, double newSeriesPerSecond, double weight) {
        this(samplesPerSecond, bytesPerSecond, newSeriesPerSecond, NO, NO, NO, weight);
    }

    /** What it may hold of something; infinite for no limit. */
    double of(Stock stock) {
        return switch (stock) {
            case LIVE_SERIES -> liveSeries;
            case TABLES -> tables;
            case STORAGE -> storageBytes;
        };
    }
}
