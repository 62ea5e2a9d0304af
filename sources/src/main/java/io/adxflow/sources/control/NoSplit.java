package io.adxflow.sources.control;

import org.apache.flink.api.connector.source.SourceSplit;

/** Requests come to whoever listens: there is nothing to split. Never instantiated. */
public final class NoSplit implements SourceSplit {
    private NoSplit() {}

    @Override
    public String splitId() {
        throw new UnsupportedOperationException("the HTTP source has no splits");
    }
}
