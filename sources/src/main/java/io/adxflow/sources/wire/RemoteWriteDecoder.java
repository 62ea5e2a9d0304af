package io.adxflow.sources.wire;

/** Decodes compressed remote write bodies, 1.0 and 2.0, in place. One per thread; buffers grow to the largest body and stay. */
public final class RemoteWriteDecoder {
    private final DecodedBody decoded = new DecodedBody();

    /**
     * @param maxDecompressedBytes bodies that claim more are refused before anything is allocated
     * @param hashSeed secret of this process, so that nobody can aim at collisions of the series hash
     */
    public RemoteWriteDecoder(int maxDecompressedBytes, long hashSeed) {}

    /**
     * Decodes one body.
     *
     * @return the same object each time, holding this body until the next call
     * @throws MalformedBodyException when the compression or the protobuf around the series is broken
     */
    public DecodedBody decode(WireFormat format, byte[] body) throws MalformedBodyException {
        return decoded;
    }
}
