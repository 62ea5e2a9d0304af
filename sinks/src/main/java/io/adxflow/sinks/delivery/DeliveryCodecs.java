package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.BatchCodecs;
import io.adxflow.sinks.batch.Codec;
import io.adxflow.sinks.batch.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The layouts of this package's values. */
final class DeliveryCodecs {
    static final Codec<DeliveryCommittable> COMMITTABLE = new CommittableCodec();
    static final Codec<ParkedBatch> PARKED = new ParkedCodec();
    static final Codec<SegmentEvent> SEGMENT_EVENT = new SegmentEventCodec();
    static final Codec<SegmentLife> SEGMENT_LIFE = new SegmentLifeCodec();

    private DeliveryCodecs() {}

    /** Numbers in the layouts, apart from the order of the constants. */
    private static int code(FailureKind kind) {
        return switch (kind) {
            case TRANSIENT -> 1;
            case CONFIGURATION -> 2;
            case PERMANENT -> 3;
            case CORRUPT_DATA -> 4;
            case MISSING_DATA -> 5;
            case PENDING -> 6;
            case LATE -> 7;
            case HELD -> 8;
        };
    }

    private static int code(FailureScope scope) {
        return switch (scope) {
            case DESTINATION -> 1;
            case DATABASE -> 2;
            case TABLE -> 3;
        };
    }

    private static FailureScope scope(int code) throws IOException {
        return switch (code) {
            case 1 -> FailureScope.DESTINATION;
            case 2 -> FailureScope.DATABASE;
            case 3 -> FailureScope.TABLE;
            default -> throw new IOException("failure scope: " + code + " (expected: 1 to 3)");
        };
    }

    private static FailureKind kind(int code) throws IOException {
        for (FailureKind kind : FailureKind.values()) {
            if (code(kind) == code) {
                return kind;
            }
        }
        throw new IOException("failure kind: " + code + " (expected: 1 to 8)");
    }

    private static final class CommittableCodec extends Codec<DeliveryCommittable> {
        private static final int UNSETTLED = 0;
        private static final int SETTLED = 1;

        CommittableCodec() {
            super(2);
        }

        @Override
        protected void writeBody(DeliveryCommittable committable, DataOutput out) throws IOException {
            BatchCodecs.DELIVERY_ELEMENT.write(committable.element(), out);
            out.writeLong(committable.attempt());
            Outcome outcome = committable.outcome();
            if (outcome == null) {
                out.writeByte(UNSETTLED);
                return;
            }
            out.writeByte(SETTLED);
            out.writeByte(outcome.kind() == null ? 0 : code(outcome.kind()));
            out.writeByte(code(outcome.scope()));
            Texts.write(outcome.reason(), out);
            out.writeInt(outcome.attempts());
        }

        @Override
        protected DeliveryCommittable readBody(int found, DataInput in) throws IOException {
            var element = BatchCodecs.DELIVERY_ELEMENT.read(in);
            long attempt = found < 2 ? DeliveryCommittable.UNKNOWN_ATTEMPT : in.readLong();
            if (in.readByte() == UNSETTLED) {
                return new DeliveryCommittable(element, attempt, null);
            }
            int code = in.readByte();
            @Nullable FailureKind kind = code == 0 ? null : kind(code);
            FailureScope scope = found < 2 ? FailureScope.DESTINATION : scope(in.readByte());
            return new DeliveryCommittable(element, attempt, new Outcome(kind, scope, Texts.read(in), in.readInt()));
        }
    }

    private static final class ParkedCodec extends Codec<ParkedBatch> {
        ParkedCodec() {
            super(2);
        }

        @Override
        protected void writeBody(ParkedBatch parked, DataOutput out) throws IOException {
            BatchCodecs.SEALED_BATCH.write(parked.batch(), out);
            out.writeByte(code(parked.kind()));
            out.writeByte(code(parked.scope()));
            Texts.write(parked.reason(), out);
            out.writeInt(parked.attempts());
            out.writeLong(parked.parkedAtMillis());
        }

        @Override
        protected ParkedBatch readBody(int found, DataInput in) throws IOException {
            return new ParkedBatch(
                    BatchCodecs.SEALED_BATCH.read(in),
                    kind(in.readByte()),
                    found < 2 ? FailureScope.DESTINATION : scope(in.readByte()),
                    Texts.read(in),
                    in.readInt(),
                    in.readLong());
        }
    }

    private static final class SegmentEventCodec extends Codec<SegmentEvent> {
        SegmentEventCodec() {
            super(1);
        }

        @Override
        protected void writeBody(SegmentEvent event, DataOutput out) throws IOException {
            Texts.write(event.segment(), out);
            out.writeByte(
                    switch (event.kind()) {
                        case WRITTEN -> 1;
                        case RELEASED -> 2;
                        case STALE -> 3;
                    });
            out.writeLong(event.slices());
            out.writeBoolean(event.closed());
        }

        @Override
        protected SegmentEvent readBody(int found, DataInput in) throws IOException {
            String segment = Texts.read(in);
            int code = in.readByte();
            SegmentEvent.Kind kind =
                    switch (code) {
                        case 1 -> SegmentEvent.Kind.WRITTEN;
                        case 2 -> SegmentEvent.Kind.RELEASED;
                        case 3 -> SegmentEvent.Kind.STALE;
                        default -> throw new IOException("segment event: " + code + " (expected: 1 to 3)");
                    };
            return new SegmentEvent(segment, kind, in.readLong(), in.readBoolean());
        }
    }

    private static final class SegmentLifeCodec extends Codec<SegmentLife> {
        SegmentLifeCodec() {
            super(1);
        }

        @Override
        protected void writeBody(SegmentLife life, DataOutput out) throws IOException {
            out.writeLong(life.written());
            out.writeLong(life.released());
            out.writeBoolean(life.closed());
        }

        @Override
        protected SegmentLife readBody(int found, DataInput in) throws IOException {
            return new SegmentLife(in.readLong(), in.readLong(), in.readBoolean());
        }
    }
}
