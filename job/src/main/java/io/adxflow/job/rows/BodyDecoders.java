package io.adxflow.job.rows;

import io.adxflow.sources.wire.DecodeCharge;
import io.adxflow.sources.wire.RemoteWriteDecoder;
import io.adxflow.sources.wire.otlp.OtlpBodies;
import io.adxflow.sources.wire.otlp.metrics.OtlpMetricsTranslator;

/**
 * Everything that decodes the bodies of one reader, and what all of it is charged to. One thread.
 *
 * @param streamSeed secret of this process, for the hashes of metrics' streams
 * @param maxDecompressedBytes bodies that hold more are refused
 * @param charge shared by the three; closed with them
 */
public record BodyDecoders(
        RemoteWriteDecoder remoteWrite,
        OtlpBodies otlp,
        OtlpMetricsTranslator metrics,
        long streamSeed,
        int maxDecompressedBytes,
        DecodeCharge charge)
        implements AutoCloseable {

    /** @param hashSeed secret of this process, so that nobody can aim at collisions of the hashes of series */
    public static BodyDecoders of(int maxDecompressedBytes, long hashSeed, DecodeCharge charge) {
        return new BodyDecoders(
                new RemoteWriteDecoder(maxDecompressedBytes, hashSeed, charge),
                new OtlpBodies(maxDecompressedBytes, charge),
                new OtlpMetricsTranslator(maxDecompressedBytes, ~hashSeed, charge),
                Long.rotateLeft(hashSeed, Integer.SIZE),
                maxDecompressedBytes,
                charge);
    }

    @Override
    public void close() {
        otlp.close();
        charge.close();
    }
}
