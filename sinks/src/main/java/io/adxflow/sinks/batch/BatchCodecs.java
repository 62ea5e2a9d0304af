package io.adxflow.sinks.batch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The layouts of this package's values. */
public final class BatchCodecs {
    public static final Codec<BatchKey> BATCH_KEY = new BatchKeyCodec();
    public static final Codec<Chunk> CHUNK = new ChunkCodec();
    public static final Codec<SliceRef> SLICE_REF = new SliceRefCodec();
    static final Codec<OpenBatch> OPEN_BATCH = new OpenBatchCodec();
    public static final Codec<SealedBatch> SEALED_BATCH = new SealedBatchCodec();
    public static final Codec<DeliveryElement> DELIVERY_ELEMENT = new DeliveryElementCodec();

    private BatchCodecs() {}

    private static final class BatchKeyCodec extends Codec<BatchKey> {
        BatchKeyCodec() {
            super(2);
        }

        @Override
        protected void writeBody(BatchKey key, DataOutput out) throws IOException {
            Texts.write(key.moniker(), out);
            Texts.write(key.database(), out);
            Texts.write(key.table(), out);
            Texts.write(key.schema(), out);
            Texts.write(key.definition(), out);
            Texts.write(key.held(), out);
        }

        @Override
        protected BatchKey readBody(int found, DataInput in) throws IOException {
            return new BatchKey(
                    Texts.read(in),
                    Texts.read(in),
                    Texts.read(in),
                    Texts.read(in),
                    found < 2 ? "" : Texts.read(in),
                    found < 2 ? "" : Texts.read(in));
        }
    }

    private static final class ChunkCodec extends Codec<Chunk> {
        ChunkCodec() {
            super(1);
        }

        @Override
        protected void writeBody(Chunk chunk, DataOutput out) throws IOException {
            BATCH_KEY.write(chunk.key(), out);
            out.writeInt(chunk.deflatedLength());
            out.write(chunk.deflated(), 0, chunk.deflatedLength());
            out.writeInt(chunk.rawLength());
            out.writeInt(chunk.crc32());
            out.writeInt(chunk.rows());
            out.writeLong(chunk.oldestArrivalMillis());
            out.writeLong(chunk.minTimestampMillis());
            out.writeLong(chunk.maxTimestampMillis());
            out.writeLong(chunk.sealAtMillis());
        }

        @Override
        protected Chunk readBody(int found, DataInput in) throws IOException {
            BatchKey key = BATCH_KEY.read(in);
            byte[] deflated = new byte[in.readInt()];
            in.readFully(deflated);
            return new Chunk(
                    key,
                    deflated,
                    deflated.length,
                    in.readInt(),
                    in.readInt(),
                    in.readInt(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong());
        }
    }

    private static final class SliceRefCodec extends Codec<SliceRef> {
        SliceRefCodec() {
            super(1);
        }

        @Override
        protected void writeBody(SliceRef slice, DataOutput out) throws IOException {
            Texts.write(slice.segment(), out);
            out.writeLong(slice.offset());
            out.writeInt(slice.length());
            out.writeInt(slice.storedCrc32c());
            out.writeInt(slice.rawLength());
            out.writeInt(slice.crc32());
            out.writeInt(slice.rows());
        }

        @Override
        protected SliceRef readBody(int found, DataInput in) throws IOException {
            return new SliceRef(
                    Texts.read(in),
                    in.readLong(),
                    in.readInt(),
                    in.readInt(),
                    in.readInt(),
                    in.readInt(),
                    in.readInt());
        }
    }

    private static final class OpenBatchCodec extends Codec<OpenBatch> {
        OpenBatchCodec() {
            super(1);
        }

        @Override
        protected void writeBody(OpenBatch open, DataOutput out) throws IOException {
            out.writeLong(open.rows());
            out.writeLong(open.rawBytes());
            out.writeLong(open.storedBytes());
            out.writeLong(open.oldestArrivalMillis());
            out.writeLong(open.minTimestampMillis());
            out.writeLong(open.maxTimestampMillis());
            out.writeLong(open.dueMillis());
        }

        @Override
        protected OpenBatch readBody(int found, DataInput in) throws IOException {
            return new OpenBatch(
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong());
        }
    }

    private static final class SealedBatchCodec extends Codec<SealedBatch> {
        SealedBatchCodec() {
            super(1);
        }

        @Override
        protected void writeBody(SealedBatch batch, DataOutput out) throws IOException {
            Texts.write(batch.batchId(), out);
            BATCH_KEY.write(batch.key(), out);
            out.writeInt(batch.slices().size());
            for (SliceRef slice : batch.slices()) {
                SLICE_REF.write(slice, out);
            }
            out.writeLong(batch.rows());
            out.writeLong(batch.rawBytes());
            out.writeLong(batch.oldestArrivalMillis());
            out.writeLong(batch.minTimestampMillis());
            out.writeLong(batch.maxTimestampMillis());
            out.writeLong(batch.sealedAtMillis());
        }

        @Override
        protected SealedBatch readBody(int found, DataInput in) throws IOException {
            String batchId = Texts.read(in);
            BatchKey key = BATCH_KEY.read(in);
            int count = in.readInt();
            List<SliceRef> slices = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                slices.add(SLICE_REF.read(in));
            }
            return new SealedBatch(
                    batchId,
                    key,
                    slices,
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong());
        }
    }

    private static final class DeliveryElementCodec extends Codec<DeliveryElement> {
        private static final int BATCH = 1;
        private static final int PROGRESS = 2;
        private static final int STALE = 3;

        DeliveryElementCodec() {
            super(1);
        }

        @Override
        protected void writeBody(DeliveryElement element, DataOutput out) throws IOException {
            if (element instanceof SealedBatch batch) {
                out.writeByte(BATCH);
                SEALED_BATCH.write(batch, out);
            } else if (element instanceof SegmentProgress progress) {
                out.writeByte(PROGRESS);
                Texts.write(progress.segment(), out);
                out.writeLong(progress.slicesWritten());
                out.writeBoolean(progress.closed());
            } else if (element instanceof StaleSegment stale) {
                out.writeByte(STALE);
                Texts.write(stale.segment(), out);
            }
        }

        @Override
        protected DeliveryElement readBody(int found, DataInput in) throws IOException {
            int kind = in.readByte();
            return switch (kind) {
                case BATCH -> SEALED_BATCH.read(in);
                case PROGRESS -> new SegmentProgress(Texts.read(in), in.readLong(), in.readBoolean());
                case STALE -> new StaleSegment(Texts.read(in));
                default -> throw new IOException("delivery element kind: " + kind + " (expected: 1 to 3)");
            };
        }
    }
}
