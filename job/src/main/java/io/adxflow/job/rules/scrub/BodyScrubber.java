package io.adxflow.job.rules.scrub;

import io.adxflow.job.rules.RulesSpec;
import io.adxflow.job.rules.SeriesRules;
import io.adxflow.job.rules.scrub.Scrubber.Outcome;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.WireFormat;

/**
 * Writes requests of one namespace anew, in the protobuf that they came in, without what its scrub rules take out: for what is kept beside
 * rows. A rule looks where it looks in rows; where something between the request and its rows may move a text (programs, rules for series,
 * the translation of OTLP metrics), every rule looks at every text besides. Reused; not thread-safe.
 */
public final class BodyScrubber {
    private static final int KEEP_BYTES = 1 << 20;

    private final RulesSpec spec;
    private final MessageScrubber messages;
    private final RemoteWrite2Scrubber remoteWrite2;
    private final ProtoReader reader = new ProtoReader();
    private ByteBuilder out = new ByteBuilder(1 << 12);

    /** @param keys to hash with */
    public BodyScrubber(String namespace, RulesSpec spec, HashKeys keys) {
        this.spec = spec;
        // What is found is counted where rows are made.
        Scrubber scrubber = new Scrubber(namespace, spec.scrub(), keys, new ScrubTally());
        messages = new MessageScrubber(scrubber);
        remoteWrite2 = new RemoteWrite2Scrubber(scrubber, messages);
    }

    /**
     * Writes a request anew.
     *
     * @param format of its signal
     * @param message decompressed protobuf, readable {@link ProtoReader#PADDING} bytes past its end
     * @return valid until the next call
     * @throws MalformedBodyException when it cannot be read
     */
    public ByteBuilder scrub(WireFormat format, byte[] message, int length) throws MalformedBodyException {
        if (out.array().length > KEEP_BYTES) {
            out = new ByteBuilder(1 << 12);
        }
        out.clear();
        reader.reset(message, length);
        messages.begin(reader, isMoved(format));
        switch (format.signal()) {
            case LOGS -> write(Shapes.LOGS, length);
            case TRACES -> write(Shapes.TRACES, length);
            case METRICS -> write(Shapes.METRICS, length);
            case REMOTE_WRITE -> {
                if (format == WireFormat.REMOTE_WRITE_1) {
                    write(Shapes.REMOTE_WRITE_1, length);
                } else {
                    remoteWrite2.request(reader, length, out);
                }
            }
            case ROWS -> throw new IllegalArgumentException("format: " + format + " (expected: what senders send)");
        }
        return out;
    }

    private void write(Shape shape, int length) throws MalformedBodyException {
        if (messages.message(shape, 0, length, out, 0) != Outcome.KEPT) {
            throw new IllegalStateException("nothing but units can be dropped");
        }
    }

    private boolean isMoved(WireFormat format) {
        return switch (format.signal()) {
            case LOGS -> !spec.transform().logs().isEmpty();
            case TRACES -> !spec.transform().traces().isEmpty();
            case REMOTE_WRITE ->
                SeriesRules.areIn(spec) || !spec.transform().metrics().isEmpty();
            case METRICS, ROWS -> true;
        };
    }
}
