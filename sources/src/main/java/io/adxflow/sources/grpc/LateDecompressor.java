package io.adxflow.sources.grpc;

import com.github.luben.zstd.ZstdInputStream;
import io.adxflow.sources.wire.SnappyFramedInput;
import io.grpc.Decompressor;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Opens a compressed message when it is first read, so that what is no such message shows there, where the caller can be told:
 * what a decompressor itself throws ends the call as unknown, with a stack trace in the log.
 */
final class LateDecompressor implements Decompressor {
    /** A sender chooses how far back its frames refer, and the memory for that is ours: 8 MiB, as RFC 8878 (3.1.1.1.2) advises. */
    private static final int MAX_ZSTD_WINDOW_LOG = 23;

    private final String encoding;
    private final Opener opener;

    private interface Opener {
        InputStream open(InputStream compressed) throws IOException;
    }

    private LateDecompressor(String encoding, Opener opener) {
        this.encoding = encoding;
        this.opener = opener;
    }

    static Decompressor gzip() {
        return new LateDecompressor("gzip", GZIPInputStream::new);
    }

    /** Which gRPC itself does not know. */
    static Decompressor zstd() {
        return new LateDecompressor(
                "zstd", compressed -> new ZstdInputStream(compressed).setLongMax(MAX_ZSTD_WINDOW_LOG));
    }

    /** As the Collector's exporter sends it: in the framing format. */
    static Decompressor snappy() {
        return new LateDecompressor("snappy", SnappyFramedInput::new);
    }

    @Override
    public String getMessageEncoding() {
        return encoding;
    }

    @Override
    public InputStream decompress(InputStream compressed) {
        return new Late(opener, compressed);
    }

    private static final class Late extends InputStream {
        private final Opener opener;
        private final InputStream compressed;
        private @Nullable InputStream opened;

        Late(Opener opener, InputStream compressed) {
            this.opener = opener;
            this.compressed = compressed;
        }

        private InputStream opened() throws IOException {
            if (opened == null) {
                opened = opener.open(compressed);
            }
            return opened;
        }

        @Override
        public int read() throws IOException {
            return opened().read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return opened().read(into, offset, length);
        }

        @Override
        public void close() throws IOException {
            if (opened != null) {
                opened.close();
            } else {
                compressed.close();
            }
        }
    }
}
