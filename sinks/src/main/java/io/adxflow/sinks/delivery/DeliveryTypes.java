package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.Codec;
import io.adxflow.sinks.batch.CodecSerializer;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;

/** Flink's serializers and types for this package's values. */
final class DeliveryTypes {
    static final TypeInformation<ParkedBatch> PARKED =
            CodecSerializer.typeInfo(ParkedBatch.class, ParkedBatchSerializer.INSTANCE);
    static final TypeInformation<SegmentEvent> SEGMENT_EVENT =
            CodecSerializer.typeInfo(SegmentEvent.class, SegmentEventSerializer.INSTANCE);

    private DeliveryTypes() {}

    /** For parked batches. */
    static final class ParkedBatchSerializer extends CodecSerializer<ParkedBatch> {
        static final ParkedBatchSerializer INSTANCE = new ParkedBatchSerializer();

        @Override
        protected Codec<ParkedBatch> codec() {
            return DeliveryCodecs.PARKED;
        }

        @Override
        public ParkedBatchSnapshot snapshotConfiguration() {
            return new ParkedBatchSnapshot();
        }

        /** Named in savepoints: neither rename nor move. */
        public static final class ParkedBatchSnapshot extends SimpleTypeSerializerSnapshot<ParkedBatch> {
            public ParkedBatchSnapshot() {
                super(() -> INSTANCE);
            }
        }
    }

    /** For what the janitor learns. */
    static final class SegmentEventSerializer extends CodecSerializer<SegmentEvent> {
        static final SegmentEventSerializer INSTANCE = new SegmentEventSerializer();

        @Override
        protected Codec<SegmentEvent> codec() {
            return DeliveryCodecs.SEGMENT_EVENT;
        }

        @Override
        public SegmentEventSnapshot snapshotConfiguration() {
            return new SegmentEventSnapshot();
        }

        /** Named in savepoints: neither rename nor move. */
        public static final class SegmentEventSnapshot extends SimpleTypeSerializerSnapshot<SegmentEvent> {
            public SegmentEventSnapshot() {
                super(() -> INSTANCE);
            }
        }
    }

    /** For what the janitor knows. */
    static final class SegmentLifeSerializer extends CodecSerializer<SegmentLife> {
        static final SegmentLifeSerializer INSTANCE = new SegmentLifeSerializer();

        @Override
        protected Codec<SegmentLife> codec() {
            return DeliveryCodecs.SEGMENT_LIFE;
        }

        @Override
        public SegmentLifeSnapshot snapshotConfiguration() {
            return new SegmentLifeSnapshot();
        }

        /** Named in savepoints: neither rename nor move. */
        public static final class SegmentLifeSnapshot extends SimpleTypeSerializerSnapshot<SegmentLife> {
            public SegmentLifeSnapshot() {
                super(() -> INSTANCE);
            }
        }
    }
}
