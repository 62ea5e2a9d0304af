package io.adxflow.sources.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remote write 2.0's label references: {@code repeated uint32} in field 1 of a series or an exemplar, name and value in turn.
 *
 * <p>They usually come as one packed run, which is read where it lies. When a message holds several runs, or single values,
 * {@link #gather} puts them together in a run of its own. A run is valid until the next call of {@link #gather}.
 */
final class LabelReferences {
    static final int PACKED = (1 << 3) | 2;
    static final int SINGLE = 1 << 3;

    private static final int FIRST_BYTES = 256;
    /** Of references that are put together: those of more labels than a set may have. */
    private static final int MAX_BYTES = 2 * 5 * LabelCursor.MAX_LABELS;

    private static final int MAX_VARINT32_BYTES = 5;

    private final SymbolTable symbols;
    /** The run to read. */
    private byte[] run = new byte[0];

    private int from;
    private int to;
    private byte[] gathered = new byte[FIRST_BYTES];
    private int gatheredLength;
    private boolean overflown;

    LabelReferences(SymbolTable symbols) {
        this.symbols = symbols;
    }

    /** Takes one packed run, as it lies. */
    void use(byte[] bytes, int start, int end) {
        run = bytes;
        from = start;
        to = end;
        overflown = false;
    }

    /** Takes all references of the message that the reader is at, and checks that they are whole. */
    void gather(ProtoReader reader) throws MalformedBodyException {
        gatheredLength = 0;
        overflown = false;
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == PACKED) {
                int outer = reader.open("labels_refs", -1);
                while (reader.hasMore()) {
                    append(reader.varint32());
                }
                reader.close(outer);
            } else if (tag == SINGLE) {
                append(reader.varint32());
            } else {
                reader.skip(tag);
            }
        }
        boolean tooMany = overflown;
        use(gathered, 0, gatheredLength);
        overflown = tooMany;
    }

    /** @return false when they do not resolve, or the run is not whole */
    boolean hash(ReferenceHash hasher) {
        return hasher.once(run, from, to) && !overflown;
    }

    /** Fills with the labels that resolve. */
    void fill(byte[] symbolBytes, LabelCursor into) {
        into.reset(symbolBytes);
        int at = from;
        while (at < to && !into.overflown) {
            at = symbols.readReference(run, at, to);
            int name = symbols.reference;
            if (at == to) {
                return;
            }
            at = symbols.readReference(run, at, to);
            int value = symbols.reference;
            if (symbols.holds(name) && symbols.holds(value)) {
                into.add(symbols.start[name], symbols.end[name], symbols.start[value], symbols.end[value]);
            }
        }
    }

    /** Says what does not resolve, or null. */
    @Nullable
    String problem() {
        if (overflown) {
            return "labels_refs: more than " + MAX_BYTES + " B";
        }
        int count = 0;
        for (int at = from; at < to; count++) {
            at = symbols.readReference(run, at, to);
            if (!symbols.holds(symbols.reference)) {
                return "labels_refs[" + count + "]: " + Integer.toUnsignedString(symbols.reference)
                        + " (expected: less than " + symbols.count + ", the number of symbols)";
            }
        }
        return count % 2 == 0
                ? null
                : "labels_refs: " + count + " references (expected: an even number, name and value in turn)";
    }

    private void append(int reference) {
        if (gatheredLength > MAX_BYTES) {
            overflown = true;
            return;
        }
        if (gatheredLength + MAX_VARINT32_BYTES + SnappyInflater.PADDING > gathered.length) {
            gathered = Arrays.copyOf(gathered, 2 * gathered.length);
        }
        int rest = reference;
        while ((rest & ~0x7F) != 0) {
            gathered[gatheredLength++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        gathered[gatheredLength++] = (byte) rest;
    }
}
