package io.adxflow.sources.wire;

/**
 * Decodes compressed remote write bodies, 1.0 and 2.0, in place. One per thread; its buffers grow with the bodies, charged
 * before they do, and shrink again when they have been too large for a while.
 *
 * <p>What protobuf-java refuses is refused and what it accepts is accepted with the same content, with one exception: strings
 * that are not UTF-8 do not spoil the body. They are found by {@link LabelCursor#problem} and cost their own series only.
 */
public final class RemoteWriteDecoder {
    private final SnappyInflater inflater;
    private final DecodedBody decoded;
    private final RemoteWrite1Walk walk1;
    private final RemoteWrite2Walk walk2;

    /**
     * @param maxDecompressedBytes bodies that claim more are refused before anything is allocated
     * @param hashSeed secret of this process, so that nobody can aim at collisions of the series hash
     */
    public RemoteWriteDecoder(int maxDecompressedBytes, long hashSeed) {
        this(maxDecompressedBytes, hashSeed, DecodeCharge.unbounded());
    }

    /**
     * @param maxDecompressedBytes bodies that claim more are refused before anything is allocated
     * @param hashSeed secret of this process, so that nobody can aim at collisions of the series hash
     * @param charge what it holds is charged to; of the thread that uses the decoder
     */
    public RemoteWriteDecoder(int maxDecompressedBytes, long hashSeed, DecodeCharge charge) {
        inflater = new SnappyInflater(maxDecompressedBytes, charge);
        decoded = new DecodedBody(charge);
        SeriesHash hasher = new SeriesHash(hashSeed);
        walk1 = new RemoteWrite1Walk(decoded, hasher);
        walk2 = new RemoteWrite2Walk(decoded, hasher);
    }

    /** Decodes one compressed body, as long as its array. */
    public DecodedBody decode(WireFormat format, byte[] body) throws MalformedBodyException {
        return decodeCompressed(format, body, body.length);
    }

    /**
     * Decodes one compressed body.
     *
     * @param bodyLength of the body that the array begins with
     * @return the same object each time, holding this body until the next call
     * @throws MalformedBodyException when the compression or the protobuf around the series is broken, or there is no memory for it
     */
    public DecodedBody decodeCompressed(WireFormat format, byte[] body, int bodyLength) throws MalformedBodyException {
        int length;
        try {
            length = inflater.inflate(body, bodyLength);
        } catch (MalformedBodyException e) {
            decoded.discard();
            throw e;
        }
        return decode(format, inflater.buffer(), length);
    }

    /**
     * Decodes one body that is not compressed.
     *
     * @param message readable {@link ProtoReader#PADDING} bytes past the length; to be left alone until the next call
     * @return the same object each time, holding this body until the next call
     * @throws MalformedBodyException when the protobuf around the series is broken, or there is no memory for it
     */
    public DecodedBody decode(WireFormat format, byte[] message, int length) throws MalformedBodyException {
        boolean complete = false;
        try {
            decoded.reset(format, message, length);
            switch (format) {
                case REMOTE_WRITE_1 -> walk1.walk();
                case REMOTE_WRITE_2 -> walk2.walk();
                default -> throw new IllegalArgumentException("format: " + format + " (expected: remote write)");
            }
            complete = true;
        } finally {
            if (!complete) {
                decoded.discard();
            }
        }
        return decoded;
    }

    /** Bytes that the buffers hold on to. */
    long heldBytes() {
        return inflater.buffer().length + decoded.heldBytes(true);
    }
}
