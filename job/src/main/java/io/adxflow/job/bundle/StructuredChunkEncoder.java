package io.adxflow.job.bundle;

import io.adxflow.job.deflate.LineDeflater;
import io.adxflow.job.deflate.RowDeflater;
import io.adxflow.job.rows.TableBuffer;

/** Encodes samples with {@link RowDeflater} and rows that are text already with {@link LineDeflater}, which know what rows share. */
final class StructuredChunkEncoder implements ChunkEncoder {
    private final RowDeflater samples = new RowDeflater();
    private final LineDeflater lines = new LineDeflater();

    @Override
    public EncodedRows encode(TableBuffer buffer) {
        if (buffer.holdsSamples()) {
            samples.begin();
            buffer.drainSamples(samples);
            samples.finish();
            return new EncodedRows(samples.deflated(), samples.deflatedLength(), samples.rawLength(), samples.crc32());
        }
        lines.begin();
        buffer.drainLines(lines);
        return new EncodedRows(lines.deflated(), lines.deflatedLength(), lines.rawLength(), lines.crc32());
    }

    @Override
    public void close() {}
}
