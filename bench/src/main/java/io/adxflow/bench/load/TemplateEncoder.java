package io.adxflow.bench.load;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Compresses a body whose samples are not known yet into the snappy block format (google/snappy format_description.txt):
 * what every round has in common is found and copied as snappy would, values stay literal bytes, to be filled in later.
 *
 * <p>Matches are greedy, by a hash of four symbols, at most 64 KiB back, like those of snappy's own compressor.
 */
final class TemplateEncoder {
    private static final int HASH_BITS = 15;
    private static final int LONGEST_DISTANCE = 65_535;
    private static final int SHORTEST_MATCH = 4;

    private final SymbolBuffer body;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);
    private final int[] valuePositions;
    private final List<BodyTemplate.TimestampByte> timestampBytes = new ArrayList<>();

    private TemplateEncoder(SymbolBuffer body, int samples) {
        this.body = body;
        this.valuePositions = new int[samples];
    }

    static BodyTemplate encode(SymbolBuffer body, int[] series) {
        TemplateEncoder encoder = new TemplateEncoder(body, series.length);
        encoder.compress();
        return new BodyTemplate(
                encoder.out.toByteArray(), series, encoder.valuePositions, List.copyOf(encoder.timestampBytes));
    }

    private void compress() {
        addVarint(body.length());
        int[] lastSeen = new int[1 << HASH_BITS];
        Arrays.fill(lastSeen, -1);
        int literalStart = 0;
        int position = 0;
        while (position + SHORTEST_MATCH <= body.length()) {
            int slot = hash(position);
            int candidate = lastSeen[slot];
            lastSeen[slot] = position;
            int matched =
                    candidate >= 0 && position - candidate <= LONGEST_DISTANCE ? matchLength(candidate, position) : 0;
            if (matched < SHORTEST_MATCH) {
                position++;
                continue;
            }
            addLiteral(literalStart, position);
            addCopy(position - candidate, matched);
            position += matched;
            literalStart = position;
        }
        addLiteral(literalStart, body.length());
    }

    private int hash(int position) {
        int hash = 0;
        for (int i = 0; i < SHORTEST_MATCH; i++) {
            hash = hash * 0x1E35A7BD + body.get(position + i);
        }
        return (hash * 0x1E35A7BD) >>> (32 - HASH_BITS);
    }

    private int matchLength(int earlier, int position) {
        int length = 0;
        while (position + length < body.length() && body.get(earlier + length) == body.get(position + length)) {
            length++;
        }
        return length;
    }

    private void addLiteral(int from, int to) {
        int length = to - from;
        if (length == 0) {
            return;
        }
        if (length <= 60) {
            out.write((length - 1) << 2);
        } else if (length <= 256) {
            out.write(60 << 2);
            out.write(length - 1);
        } else if (length <= 65_536) {
            out.write(61 << 2);
            out.write(length - 1);
            out.write((length - 1) >>> 8);
        } else {
            throw new IllegalStateException("literal of " + length + " bytes (expected: at most 65536)");
        }
        for (int position = from; position < to; position++) {
            addSymbol(body.get(position));
        }
    }

    private void addSymbol(int symbol) {
        if (SymbolBuffer.isFixed(symbol)) {
            out.write(symbol);
            return;
        }
        int owner = SymbolBuffer.owner(symbol);
        int byteNumber = SymbolBuffer.byteNumber(symbol);
        if (!SymbolBuffer.isValue(symbol)) {
            timestampBytes.add(new BodyTemplate.TimestampByte(out.size(), owner, byteNumber));
        } else if (byteNumber == 0) {
            valuePositions[owner] = out.size();
        }
        out.write(0);
    }

    private void addCopy(int distance, int length) {
        int rest = length;
        while (rest >= 68) {
            addLongCopy(distance, 64);
            rest -= 64;
        }
        if (rest > 64) {
            addLongCopy(distance, 60);
            rest -= 60;
        }
        if (rest <= 11 && distance < 2048) {
            out.write(1 | ((rest - 4) << 2) | ((distance >>> 8) << 5));
            out.write(distance);
        } else {
            addLongCopy(distance, rest);
        }
    }

    private void addLongCopy(int distance, int length) {
        out.write(2 | ((length - 1) << 2));
        out.write(distance);
        out.write(distance >>> 8);
    }

    private void addVarint(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            out.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }
}
