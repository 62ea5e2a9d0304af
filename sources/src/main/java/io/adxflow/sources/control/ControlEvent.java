package io.adxflow.sources.control;

import io.adxflow.sources.limits.TrafficReport;
import io.adxflow.sources.limits.TrafficShares;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.SourceEvent;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinator and the readers tell each other. An event carries names, never a document: what is over Flink's frame size
 * is dropped without a word.
 */
sealed interface ControlEvent extends SourceEvent {

    /**
     * To all readers: this version is in force from the coming barrier on.
     *
     * @param durableNumber a completed checkpoint holds the versions up to this one
     */
    record Change(DocumentVersion version, long durableNumber) implements ControlEvent {}

    /** From a reader whose caller has written a document. */
    record Propose(String requestId, long expectedNumber, String hash, String who, String what)
            implements ControlEvent {}

    /** How a proposal was decided. */
    enum Decision {
        /** It became a version, now or when it was proposed before. */
        VERSION,
        /** Another version than the expected one is in force. */
        CONFLICT,
        /** Too many proposals wait, or the file rules. */
        REFUSED
    }

    /**
     * To the reader that proposed.
     *
     * @param version what it became, or what is in force instead
     * @param reason of a refusal, for people; else empty
     */
    record Verdict(String requestId, Decision decision, DocumentVersion version, String reason)
            implements ControlEvent {}

    /** From a reader whose caller wants the history, newest first, from a number downwards. */
    record AskHistory(String requestId, long fromNumber, int limit) implements ControlEvent {}

    /** To the reader that asked. */
    record History(String requestId, List<DocumentVersion> versions) implements ControlEvent {}

    /** From the reader that reports for its process, each second: best effort. */
    record Traffic(TrafficReport report) implements ControlEvent {}

    /** To all readers: what their processes may take from now on. */
    record Shares(TrafficShares shares) implements ControlEvent {}

    /**
     * From the reader that reports for its process, each second: best effort.
     *
     * @param part what the process knows, for people, in the form of {@link io.adxflow.sources.watch.PartExchange}
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Seen(byte[] part) implements ControlEvent {}

    /**
     * From the same reader, while somebody watches rows where the coordinator is: best effort.
     *
     * @param rows in the form of {@link io.adxflow.sources.watch.PartExchange}
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Rows(byte[] rows) implements ControlEvent {}

    /** To all readers: what people where the coordinator is want to know, by topic; empty for nothing. */
    record Asked(Map<String, String> byTopic) implements ControlEvent {}

    /** Null for events of others. */
    static @Nullable ControlEvent of(SourceEvent event) {
        return event instanceof ControlEvent known ? known : null;
    }
}
