package io.adxflow.bench.load;

import java.nio.ByteBuffer;
import java.util.List;

/** A compressed body of certain series into which the samples of a round are filled. Immutable. */
final class BodyTemplate {
    /** Length of the varint of every time from 1971 to 2109 in epoch milliseconds. */
    static final int TIMESTAMP_BYTES = 6;

    /** Where a byte of a target's timestamp stands in the compressed body. */
    record TimestampByte(int position, int target, int byteNumber) {}

    private final byte[] compressed;
    private final int[] series;
    private final int[] valuePositions;
    private final int[] timestampPositions;
    private final int[] timestampTargets;
    private final int[] timestampShifts;
    private final byte[] timestampFlags;

    BodyTemplate(byte[] compressed, int[] series, int[] valuePositions, List<TimestampByte> timestampBytes) {
        this.compressed = compressed;
        this.series = series;
        this.valuePositions = valuePositions;
        timestampPositions =
                timestampBytes.stream().mapToInt(TimestampByte::position).toArray();
        timestampTargets =
                timestampBytes.stream().mapToInt(TimestampByte::target).toArray();
        timestampShifts =
                timestampBytes.stream().mapToInt(each -> each.byteNumber() * 7).toArray();
        timestampFlags = new byte[timestampPositions.length];
        for (int i = 0; i < timestampFlags.length; i++) {
            boolean last = timestampBytes.get(i).byteNumber() == TIMESTAMP_BYTES - 1;
            timestampFlags[i] = (byte) (last ? 0 : 0x80);
        }
    }

    int length() {
        return compressed.length;
    }

    int samples() {
        return series.length;
    }

    int series(int sample) {
        return series[sample];
    }

    /** Appends the body to a little-endian buffer. */
    void write(SampleSource samples, long round, ByteBuffer into) {
        int start = into.position();
        into.put(compressed);
        for (int i = 0; i < series.length; i++) {
            long bits = Double.doubleToRawLongBits(samples.value(series[i], round));
            into.putLong(start + valuePositions[i], bits);
        }
        for (int i = 0; i < timestampPositions.length; i++) {
            long timestamp = samples.timestamp(timestampTargets[i], round);
            int digit = (int) (timestamp >>> timestampShifts[i]) & 0x7f;
            into.put(start + timestampPositions[i], (byte) (digit | timestampFlags[i]));
        }
    }
}
