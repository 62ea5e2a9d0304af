package io.adxflow.sources.grpc;

import com.github.luben.zstd.ZstdInputStream;
import io.grpc.Decompressor;
import java.io.IOException;
import java.io.InputStream;

/** Reads messages of {@code grpc-encoding: zstd}, which gRPC itself does not know. */
final class ZstdDecompressor implements Decompressor {
    /** A sender chooses how far back its frames refer, and the memory for that is ours: 8 MiB, as RFC 8878 (3.1.1.1.2) advises. */
    private static final int MAX_WINDOW_LOG = 23;

    @Override
    public String getMessageEncoding() {
        return "zstd";
    }

    @Override
    public InputStream decompress(InputStream compressed) throws IOException {
        ZstdInputStream stream = new ZstdInputStream(compressed);
        stream.setLongMax(MAX_WINDOW_LOG);
        return stream;
    }
}
