package io.adxflow.sources.control;

import org.apache.flink.api.connector.source.SourceEvent;

/** What a coordinator tells, for tests of readers. */
public final class TestEvents {
    private TestEvents() {}

    /** A version that no checkpoint holds yet. */
    public static SourceEvent change(long number, String text) {
        return new ControlEvent.Change(version(number, text), 0);
    }

    static DocumentVersion version(long number, String text) {
        return new DocumentVersion(
                number, TestDocuments.document(text).hash(), "request-" + number, 1_000 * number, "somebody", text);
    }
}
