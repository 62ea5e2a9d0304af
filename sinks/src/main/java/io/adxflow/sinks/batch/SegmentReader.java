package io.adxflow.sinks.batch;

import io.adxflow.sinks.storage.AppendStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lists what a segment file holds, without any state. The job itself never needs it: for tools and tests. */
public final class SegmentReader {
    private SegmentReader() {}

    /**
     * The slices of a segment in order; a torn last one, which no checkpoint can refer to, is left out.
     *
     * @throws CorruptSliceException when the file is no segment or a header is damaged
     */
    public static List<SegmentSlice> slices(AppendStore store, String segment) throws IOException {
        long length = store.length(segment);
        List<SegmentSlice> slices = new ArrayList<>();
        if (length < SegmentFormat.FILE_HEADER.length) {
            return slices;
        }
        byte[] fileHeader = read(store, segment, 0, SegmentFormat.FILE_HEADER.length);
        if (!Arrays.equals(fileHeader, SegmentFormat.FILE_HEADER)) {
            throw new CorruptSliceException("file: " + segment + " (expected: a segment of version 1)");
        }
        long position = fileHeader.length;
        while (position + SegmentFormat.PREFIX_BYTES <= length) {
            int headerLength = SegmentFormat.headerLength(read(store, segment, position, SegmentFormat.PREFIX_BYTES));
            position += SegmentFormat.PREFIX_BYTES;
            int checked = headerLength + SegmentFormat.HEADER_CRC_BYTES;
            if (headerLength < 0 || position + checked > length) {
                break;
            }
            SegmentSlice slice =
                    SegmentFormat.parse(read(store, segment, position, checked), segment, position + checked);
            position += checked + slice.ref().length();
            if (position > length) {
                break;
            }
            slices.add(slice);
        }
        return slices;
    }

    private static byte[] read(AppendStore store, String segment, long position, int length) throws IOException {
        byte[] bytes = new byte[length];
        store.read(segment, position, bytes, 0, length);
        return bytes;
    }
}
