package io.adxflow.sources.grpc;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * Opens messages that are there as a whole, as gRPC's are before they are decompressed: what says how long they will be, in
 * {@link InputStream#available}, so that whoever reads them makes room once.
 */
final class WholeMessages {
    /** A sender chooses how far back its frames refer, and the memory for that is ours: 8 MiB, as RFC 8878 (3.1.1.1.2) advises. */
    private static final int MAX_ZSTD_WINDOW_LOG = 23;

    private static final int GZIP_TRAILER_BYTES = 8;
    /** Bytes that deflate can make of one at most. */
    private static final int DENSEST = 1032;

    private WholeMessages() {}

    static InputStream gzip(InputStream compressed) throws IOException {
        byte[] whole = compressed.readAllBytes();
        // All at once: the JDK's own 512 bytes are a call of native code for each few lines of a message.
        return new Sized(
                new GZIPInputStream(new ByteArrayInputStream(whole), Math.max(1, whole.length)), gzipSize(whole));
    }

    /** What the last member claims to hold (RFC 1952, section 2.3.1), if it can; it need not be true. */
    private static int gzipSize(byte[] whole) {
        int end = whole.length;
        if (end <= GZIP_TRAILER_BYTES) {
            return 0;
        }
        long claimed = (whole[end - 4] & 0xFF)
                | (whole[end - 3] & 0xFF) << 8
                | (whole[end - 2] & 0xFF) << 16
                | (whole[end - 1] & 0xFFL) << 24;
        return claimed <= Math.min(Integer.MAX_VALUE, (long) DENSEST * end) ? (int) claimed : 0;
    }

    static InputStream zstd(InputStream compressed) throws IOException {
        byte[] whole = compressed.readAllBytes();
        long claimed = whole.length == 0 ? 0 : Zstd.getFrameContentSize(whole);
        int size = claimed > 0 && claimed <= Integer.MAX_VALUE ? (int) claimed : 0;
        return new ZstdMessage(whole, size);
    }

    /** A stream that knows how much it is said to hold. */
    private static final class Sized extends FilterInputStream {
        private final int size;

        Sized(InputStream content, int size) {
            super(content);
            this.size = size;
        }

        @Override
        public int available() {
            return size;
        }
    }

    /** Decompresses into the reader's own array where that has room for all, else piece by piece. */
    private static final class ZstdMessage extends InputStream {
        private final byte[] whole;
        private final int size;
        private InputStream rest = InputStream.nullInputStream();
        private boolean begun;

        ZstdMessage(byte[] whole, int size) {
            this.whole = whole;
            this.size = size;
        }

        @Override
        public int available() {
            return size;
        }

        @Override
        public int read() throws IOException {
            return rest().read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (!begun && size > 0 && length >= size) {
                try {
                    int count = (int) Zstd.decompressByteArray(into, offset, length, whole, 0, whole.length);
                    begun = true;
                    return count == 0 ? -1 : count;
                } catch (ZstdException e) {
                    if (e.getErrorCode() != Zstd.errDstSizeTooSmall()) {
                        throw new IOException(e.getMessage(), e);
                    }
                    // Several frames, of which the first one spoke for itself alone.
                }
            }
            return rest().read(into, offset, length);
        }

        /** What is not decompressed yet, as a stream. */
        private InputStream rest() throws IOException {
            if (!begun) {
                begun = true;
                rest = new ZstdInputStream(new ByteArrayInputStream(whole)).setLongMax(MAX_ZSTD_WINDOW_LOG);
            }
            return rest;
        }

        @Override
        public void close() throws IOException {
            rest.close();
        }
    }
}
