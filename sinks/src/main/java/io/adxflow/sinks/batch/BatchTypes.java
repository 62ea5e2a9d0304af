package io.adxflow.sinks.batch;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;

/** Flink's serializers and types for this package's values. */
public final class BatchTypes {
    public static final TypeInformation<BatchKey> BATCH_KEY =
            CodecSerializer.typeInfo(BatchKey.class, BatchKeySerializer.INSTANCE);
    public static final TypeInformation<Chunk> CHUNK = CodecSerializer.typeInfo(Chunk.class, ChunkSerializer.INSTANCE);
    public static final TypeInformation<DeliveryElement> DELIVERY_ELEMENT =
            CodecSerializer.typeInfo(DeliveryElement.class, DeliveryElementSerializer.INSTANCE);

    private BatchTypes() {}

    /** For keys of batches. */
    public static final class BatchKeySerializer extends CodecSerializer<BatchKey> {
        public static final BatchKeySerializer INSTANCE = new BatchKeySerializer();

        @Override
        protected Codec<BatchKey> codec() {
            return BatchCodecs.BATCH_KEY;
        }

        @Override
        public BatchKeySnapshot snapshotConfiguration() {
            return new BatchKeySnapshot();
        }

        /** Named in savepoints: neither rename nor move. */
        public static final class BatchKeySnapshot extends SimpleTypeSerializerSnapshot<BatchKey> {
            public BatchKeySnapshot() {
                super(() -> INSTANCE);
            }
        }
    }

    /** For chunks on the network. */
    public static final class ChunkSerializer extends CodecSerializer<Chunk> {
        public static final ChunkSerializer INSTANCE = new ChunkSerializer();

        @Override
        protected Codec<Chunk> codec() {
            return BatchCodecs.CHUNK;
        }

        @Override
        public boolean isImmutableType() {
            return false;
        }

        @Override
        public Chunk copy(Chunk from) {
            return from.withOwnArray();
        }

        @Override
        public Chunk copy(Chunk from, Chunk reuse) {
            return copy(from);
        }

        @Override
        public ChunkSnapshot snapshotConfiguration() {
            return new ChunkSnapshot();
        }

        /** Named in savepoints: neither rename nor move. */
        public static final class ChunkSnapshot extends SimpleTypeSerializerSnapshot<Chunk> {
            public ChunkSnapshot() {
                super(() -> INSTANCE);
            }
        }
    }

    /** For slices of open batches. */
    public static final class SliceRefSerializer extends CodecSerializer<SliceRef> {
        public static final SliceRefSerializer INSTANCE = new SliceRefSerializer();

        @Override
        protected Codec<SliceRef> codec() {
            return BatchCodecs.SLICE_REF;
        }

        @Override
        public SliceRefSnapshot snapshotConfiguration() {
            return new SliceRefSnapshot();
        }

        /** Named in savepoints: neither rename nor move. */
        public static final class SliceRefSnapshot extends SimpleTypeSerializerSnapshot<SliceRef> {
            public SliceRefSnapshot() {
                super(() -> INSTANCE);
            }
        }
    }

    /** For the sums of open batches. */
    static final class OpenBatchSerializer extends CodecSerializer<OpenBatch> {
        public static final OpenBatchSerializer INSTANCE = new OpenBatchSerializer();

        @Override
        protected Codec<OpenBatch> codec() {
            return BatchCodecs.OPEN_BATCH;
        }

        @Override
        public OpenBatchSnapshot snapshotConfiguration() {
            return new OpenBatchSnapshot();
        }

        /** Named in savepoints: neither rename nor move. */
        public static final class OpenBatchSnapshot extends SimpleTypeSerializerSnapshot<OpenBatch> {
            public OpenBatchSnapshot() {
                super(() -> INSTANCE);
            }
        }
    }

    /** For what the batcher emits. */
    public static final class DeliveryElementSerializer extends CodecSerializer<DeliveryElement> {
        public static final DeliveryElementSerializer INSTANCE = new DeliveryElementSerializer();

        @Override
        protected Codec<DeliveryElement> codec() {
            return BatchCodecs.DELIVERY_ELEMENT;
        }

        @Override
        public DeliveryElementSnapshot snapshotConfiguration() {
            return new DeliveryElementSnapshot();
        }

        /** Named in savepoints: neither rename nor move. */
        public static final class DeliveryElementSnapshot extends SimpleTypeSerializerSnapshot<DeliveryElement> {
            public DeliveryElementSnapshot() {
                super(() -> INSTANCE);
            }
        }
    }
}
