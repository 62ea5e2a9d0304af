package io.adxflow.job.bundle;

/** Who deflates chunks. */
public enum EncoderKind {
    /** Finds what rows share by what is known of them. */
    STRUCTURED {
        @Override
        public ChunkEncoder create(int deflateLevel) {
            return new StructuredChunkEncoder();
        }
    },

    /** The JDK's Deflater for all rows. */
    JDK {
        @Override
        public ChunkEncoder create(int deflateLevel) {
            return new JdkChunkEncoder(deflateLevel);
        }
    };

    /** @param deflateLevel of the JDK's Deflater, 1 (fastest) to 9 (smallest) */
    public abstract ChunkEncoder create(int deflateLevel);
}
