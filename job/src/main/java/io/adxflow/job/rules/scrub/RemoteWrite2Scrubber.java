package io.adxflow.job.rules.scrub;

import io.adxflow.job.otlp.Proto;
import io.adxflow.job.rules.scrub.ScrubPlace.Kind;
import io.adxflow.job.rules.scrub.Scrubber.Outcome;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.MalformedBodyException.Reason;
import io.adxflow.sources.wire.ProtoReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a request of remote write 2.0 anew, without what rules take out of its labels. Its symbols are numbered anew as well: one that no
 * label and no metadata names is gone. Reused; not thread-safe.
 */
final class RemoteWrite2Scrubber {
    private static final int DELIMITED = 2;
    private static final int SYMBOLS = (4 << 3) | DELIMITED;
    private static final int SERIES = (5 << 3) | DELIMITED;
    private static final int REFERENCES = (1 << 3) | DELIMITED;
    private static final int REFERENCE = 1 << 3;
    private static final int SAMPLES = (2 << 3) | DELIMITED;
    private static final int HISTOGRAMS = (3 << 3) | DELIMITED;
    private static final int EXEMPLARS = (4 << 3) | DELIMITED;
    private static final int METADATA = (5 << 3) | DELIMITED;
    private static final int CREATED = 6 << 3;
    private static final int EXEMPLAR_VALUE = (2 << 3) | 1;
    private static final int EXEMPLAR_TIMESTAMP = 3 << 3;
    private static final int TYPE = 1 << 3;
    private static final int HELP = 3 << 3;
    private static final int UNIT = 4 << 3;

    private final Scrubber scrubber;
    private final MessageScrubber messages;
    private ProtoReader reader = new ProtoReader();
    private final List<byte[]> symbols = new ArrayList<>();
    private final Map<String, Integer> written = new HashMap<>();
    private final ByteBuilder writtenSymbols = new ByteBuilder(1 << 10);
    private final ByteBuilder series = new ByteBuilder(1 << 10);
    private final ByteBuilder all = new ByteBuilder(1 << 12);
    private final ByteBuilder part = new ByteBuilder(256);
    private final ByteBuilder references = new ByteBuilder(256);

    RemoteWrite2Scrubber(Scrubber scrubber, MessageScrubber messages) {
        this.scrubber = scrubber;
        this.messages = messages;
    }

    void request(ProtoReader from, int length, ByteBuilder to) throws MalformedBodyException {
        reader = from;
        symbols.clear();
        written.clear();
        writtenSymbols.clear();
        all.clear();
        reader.seek(0, length);
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == SYMBOLS) {
                int size = reader.length();
                symbols.add(bytes(reader.position, reader.position + size));
                reader.position += size;
            } else {
                reader.skip(tag);
            }
        }
        // The first one is empty, as the specification has it.
        int unused = symbol(new byte[0]);
        reader.seek(0, length);
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == SERIES) {
                int size = reader.length();
                int next = reader.position + size;
                series.clear();
                if (series(reader.position, next)) {
                    Proto.block(all, SERIES >>> 3, series);
                }
                reader.seek(next, length);
            } else {
                reader.skip(tag);
            }
        }
        to.put(writtenSymbols.array(), 0, writtenSymbols.length());
        to.put(all.array(), 0, all.length());
        release();
    }

    private void release() {
        symbols.clear();
        written.clear();
    }

    /** Returns false when a rule drops it. */
    private boolean series(int start, int end) throws MalformedBodyException {
        if (!labels(Kind.LABEL, start, end)) {
            return false;
        }
        Proto.block(series, REFERENCES >>> 3, references);
        reader.seek(start, end);
        while (reader.hasMore()) {
            int from = reader.position;
            int tag = reader.tag();
            switch (tag) {
                case SAMPLES, HISTOGRAMS, EXEMPLARS, METADATA -> {
                    int size = reader.length();
                    int next = reader.position + size;
                    part.clear();
                    if (part(tag, reader.position, next)) {
                        Proto.block(series, tag >>> 3, part);
                    }
                    reader.seek(next, end);
                }
                default -> {
                    reader.skip(tag);
                    if (tag == CREATED) {
                        series.put(reader.bytes, from, reader.position);
                    }
                }
            }
        }
        return true;
    }

    private boolean part(int tag, int start, int end) throws MalformedBodyException {
        if (tag == EXEMPLARS) {
            return exemplar(start, end);
        }
        if (tag == METADATA) {
            metadata(start, end);
            return true;
        }
        return messages.message(tag == SAMPLES ? Shapes.SAMPLE : Shapes.HISTOGRAM, start, end, part, 0) == Outcome.KEPT;
    }

    private boolean exemplar(int start, int end) throws MalformedBodyException {
        if (!labels(Kind.EXEMPLAR, start, end)) {
            return false;
        }
        Proto.block(part, REFERENCES >>> 3, references);
        reader.seek(start, end);
        while (reader.hasMore()) {
            int from = reader.position;
            int tag = reader.tag();
            reader.skip(tag);
            if (tag == EXEMPLAR_VALUE || tag == EXEMPLAR_TIMESTAMP) {
                part.put(reader.bytes, from, reader.position);
            }
        }
        return true;
    }

    /** Help and unit are no texts that rules look at. */
    private void metadata(int start, int end) throws MalformedBodyException {
        reader.seek(start, end);
        while (reader.hasMore()) {
            int from = reader.position;
            int tag = reader.tag();
            if (tag == HELP || tag == UNIT) {
                Proto.varint(part, tag >>> 3, symbol(symbolOf(reader.varint32())));
            } else {
                reader.skip(tag);
                if (tag == TYPE) {
                    part.put(reader.bytes, from, reader.position);
                }
            }
        }
    }

    /** Scrubs the labels of a series or exemplar; returns false when a rule drops it. What remains is in {@link #references}. */
    private boolean labels(Kind kind, int start, int end) throws MalformedBodyException {
        references.clear();
        byte[] name = null;
        reader.seek(start, end);
        while (reader.hasMore()) {
            int tag = reader.tag();
            int until = reader.position;
            if (tag == REFERENCES) {
                int size = reader.length();
                until = reader.position + size;
            } else if (tag != REFERENCE) {
                reader.skip(tag);
                continue;
            }
            do {
                byte[] symbol = symbolOf(reader.varint32());
                if (name == null) {
                    name = symbol;
                } else if (!label(kind, name, symbol)) {
                    return false;
                } else {
                    name = null;
                }
            } while (reader.position < until);
        }
        if (name != null) {
            throw new MalformedBodyException(Reason.PROTOBUF, "labels_refs: an odd number");
        }
        return true;
    }

    private boolean label(Kind kind, byte[] name, byte[] value) {
        String text = new String(name, StandardCharsets.UTF_8);
        Outcome outcome = text.equals("__name__")
                ? Outcome.KEPT
                : messages.look(scrubber.plan(kind, text, ""), value, 0, value.length);
        if (outcome == Outcome.KEPT || outcome == Outcome.CHANGED) {
            Proto.raw(references, symbol(name));
            Proto.raw(
                    references,
                    symbol(outcome == Outcome.KEPT ? value : messages.changed().toByteArray()));
        }
        return outcome != Outcome.DROP_RECORD;
    }

    private byte[] symbolOf(int reference) throws MalformedBodyException {
        if (reference < 0 || reference >= symbols.size()) {
            throw new MalformedBodyException(
                    Reason.PROTOBUF,
                    "symbol " + Integer.toUnsignedString(reference) + " (expected: below " + symbols.size() + ")");
        }
        return symbols.get(reference);
    }

    /** The number of a symbol in what is written. */
    private int symbol(byte[] bytes) {
        // Texts that are not UTF-8 stay apart so.
        String key = new String(bytes, StandardCharsets.ISO_8859_1);
        Integer known = written.get(key);
        if (known != null) {
            return known;
        }
        Proto.block(writtenSymbols, SYMBOLS >>> 3, bytes, 0, bytes.length);
        written.put(key, written.size());
        return written.size() - 1;
    }

    private byte[] bytes(int start, int end) {
        return Arrays.copyOfRange(reader.bytes, start, end);
    }
}
