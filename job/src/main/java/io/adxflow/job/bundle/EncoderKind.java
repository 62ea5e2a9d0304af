package io.adxflow.job.bundle;

/** Who deflates chunks. */
public enum EncoderKind {
    /** Finds what rows share by what is known of them; text rows by the JDK's Deflater. */
    STRUCTURED {
        @Override
        ChunkEncoder create(int deflateLevel) {
            return new StructuredChunkEncoder(new JdkChunkEncoder(deflateLevel));
        }
    },

    /** The JDK's Deflater for all rows. */
    JDK {
        @Override
        ChunkEncoder create(int deflateLevel) {
            return new JdkChunkEncoder(deflateLevel);
        }
    };

    abstract ChunkEncoder create(int deflateLevel);
}
