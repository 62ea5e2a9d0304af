package io.adxflow.sources.http;

import io.adxflow.sources.wire.WireFormat;
import org.jspecify.annotations.Nullable;

/**
 * One admitted request on its way through the chained task: the body as it came, and the outcome that the operator behind
 * the source sets before its {@code processElement} returns.
 *
 * <p>Passed by reference, never serialised. The body belongs to the request until {@code processElement} returns: whoever
 * holds the request may read it until then, nobody writes it. Only the task's thread touches the outcome.
 */
public final class IngestRequest implements IngestElement {
    private final WireFormat format;
    private final Target target;
    private final byte[] body;
    private final int bodyLength;
    private final long bodyHashHigh;
    private final long bodyHashLow;
    private final long receivedAtMillis;
    private final String sender;
    private final String who;
    private @Nullable WriteOutcome outcome;
    private long records;
    private long newSeries;

    /**
     * @param body begins with the body as it came; as long, unless the format {@linkplain #mayBeLonger lets it be longer}
     * @param bodyHashHigh upper half of the 128-bit hash over format, target and body
     * @param bodyHashLow lower half of it
     * @param receivedAtMillis wall clock, epoch milliseconds
     * @param sender remote address and user agent, for messages
     * @param who sends, as his credential proves; empty where nobody was asked
     */
    public IngestRequest(
            WireFormat format,
            Target target,
            byte[] body,
            int bodyLength,
            long bodyHashHigh,
            long bodyHashLow,
            long receivedAtMillis,
            String sender,
            String who) {
        this.format = format;
        this.target = target;
        this.body = body;
        this.bodyLength = bodyLength;
        this.bodyHashHigh = bodyHashHigh;
        this.bodyHashLow = bodyHashLow;
        this.receivedAtMillis = receivedAtMillis;
        this.sender = sender;
        this.who = who;
    }

    public WireFormat format() {
        return format;
    }

    public Target target() {
        return target;
    }

    /**
     * Whether arrays of this format's bodies may be longer than these, because they are used again. Decoders of the others take
     * whole arrays.
     */
    static boolean mayBeLonger(WireFormat format) {
        return !format.isOtlp();
    }

    /** Begins with the body; another body's after this request was processed. */
    public byte[] body() {
        return body;
    }

    public int bodyLength() {
        return bodyLength;
    }

    public long bodyHashHigh() {
        return bodyHashHigh;
    }

    public long bodyHashLow() {
        return bodyHashLow;
    }

    public long receivedAtMillis() {
        return receivedAtMillis;
    }

    public String sender() {
        return sender;
    }

    /** Who sends, as his credential proves; empty where nobody was asked. */
    public String who() {
        return who;
    }

    /** Null until the chained operator has processed the request. */
    public @Nullable WriteOutcome outcome() {
        return outcome;
    }

    /**
     * Called by the chained operator before {@link #complete}, for limits: what the body held, refused or not.
     *
     * @param itsRecords samples, histograms, log records and spans
     * @param itsNewSeries series that this reader had not seen lately
     */
    public void count(long itsRecords, long itsNewSeries) {
        records = itsRecords;
        newSeries = itsNewSeries;
    }

    public long records() {
        return records;
    }

    public long newSeries() {
        return newSeries;
    }

    /** Called once, by the chained operator, on the task's thread. */
    public void complete(WriteOutcome result) {
        this.outcome = result;
    }
}
