package io.adxflow.job.bundle;

import io.adxflow.job.deflate.RowDeflater;
import io.adxflow.job.rows.TableBuffer;

/** Encodes samples with {@link RowDeflater}, which knows what their rows share, and rows that are text already with another encoder. */
final class StructuredChunkEncoder implements ChunkEncoder {
    private final RowDeflater deflater = new RowDeflater();
    private final ChunkEncoder text;

    /** @param text for rows that are text already; closed with this one */
    StructuredChunkEncoder(ChunkEncoder text) {
        this.text = text;
    }

    @Override
    public EncodedRows encode(TableBuffer buffer) {
        if (!buffer.holdsSamples()) {
            return text.encode(buffer);
        }
        deflater.begin();
        buffer.drainSamples(deflater);
        deflater.finish();
        return new EncodedRows(deflater.deflated(), deflater.deflatedLength(), deflater.rawLength(), deflater.crc32());
    }

    @Override
    public void close() {
        text.close();
    }
}
