package io.adxflow.sources.grpc;

import io.adxflow.sources.wire.SnappyFramedInput;
import io.grpc.Decompressor;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Opens a compressed message when it is first read, so that what is no such message shows there, where the caller can be told:
 * what a decompressor itself throws ends the call as unknown, with a stack trace in the log.
 */
final class LateDecompressor implements Decompressor {
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
        return new LateDecompressor("gzip", WholeMessages::gzip);
    }

    /** Which gRPC itself does not know. */
    static Decompressor zstd() {
        return new LateDecompressor("zstd", WholeMessages::zstd);
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
        public int available() throws IOException {
            return opened().available();
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
