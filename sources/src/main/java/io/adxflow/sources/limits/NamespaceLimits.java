package io.adxflow.sources.limits;

import java.io.Serializable;

/**
 * What a namespace may send, in units of the whole cluster.
 *
 * @param samplesPerSecond samples, histograms, log records and spans; infinite for no limit, as are the others
 * @param bytesPerSecond of request bodies, as sent
 * @param newSeriesPerSecond series that a reader has not seen lately
 * @param weight of the namespace's part of what there is too little of; above 0
 */
public record NamespaceLimits(double samplesPerSecond, double bytesPerSecond, double newSeriesPerSecond, double weight)
        implements Serializable {
    public static final NamespaceLimits NONE =
            new NamespaceLimits(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 1);
}
