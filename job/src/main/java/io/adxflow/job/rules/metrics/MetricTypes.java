package io.adxflow.job.rules.metrics;

import io.adxflow.job.rules.metrics.MetricFromSpec.Temporality;
import io.adxflow.job.rules.metrics.PartialSum.Entry;
import io.adxflow.kql.rows.SummaryProgram.Aggregate;
import io.adxflow.sinks.batch.Codec;
import io.adxflow.sinks.batch.CodecSerializer;
import io.adxflow.sinks.batch.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;

/** Layouts and Flink's types of partial sums and of what they are about. */
public final class MetricTypes {
    /** Of rules, in partial sums and in state. */
    public static final Codec<MetricRule> RULE = new RuleCodec();

    /** Of documents, likewise. */
    public static final Codec<DocumentRef> DOCUMENT = new DocumentCodec();

    static final Codec<PartialSum> SUM = new SumCodec();

    /** Partial sums on the network. */
    public static final TypeInformation<PartialSum> PARTIAL_SUM =
            CodecSerializer.typeInfo(PartialSum.class, PartialSumSerializer.INSTANCE);

    private MetricTypes() {}

    private static final class RuleCodec extends Codec<MetricRule> {
        RuleCodec() {
            super(1);
        }

        @Override
        protected void writeBody(MetricRule rule, DataOutput out) throws IOException {
            Texts.write(rule.id(), out);
            Texts.write(rule.namespace(), out);
            Texts.write(rule.metric(), out);
            out.writeInt(rule.labels().size());
            for (String label : rule.labels()) {
                Texts.write(label, out);
            }
            Texts.write(rule.database(), out);
            Texts.write(rule.shape().aggregate().name(), out);
            out.writeDouble(rule.shape().percentile());
            out.writeInt(rule.shape().bounds().size());
            for (double bound : rule.shape().bounds()) {
                out.writeDouble(bound);
            }
            Texts.write(rule.temporality().name(), out);
            out.writeLong(rule.windowMillis());
            out.writeLong(rule.latenessMillis());
            out.writeLong(rule.amendMillis());
            out.writeInt(rule.maxGroups());
        }

        @Override
        protected MetricRule readBody(int found, DataInput in) throws IOException {
            String id = Texts.read(in);
            String namespace = Texts.read(in);
            String metric = Texts.read(in);
            List<String> labels = new ArrayList<>();
            int labelCount = in.readInt();
            for (int i = 0; i < labelCount; i++) {
                labels.add(Texts.read(in));
            }
            String database = Texts.read(in);
            Aggregate aggregate = Aggregate.valueOf(Texts.read(in));
            double percentile = in.readDouble();
            List<Double> bounds = new ArrayList<>();
            int boundCount = in.readInt();
            for (int i = 0; i < boundCount; i++) {
                bounds.add(in.readDouble());
            }
            return new MetricRule(
                    id,
                    namespace,
                    metric,
                    labels,
                    database,
                    new MetricShape(aggregate, percentile, bounds),
                    Temporality.valueOf(Texts.read(in)),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readInt());
        }
    }

    private static final class DocumentCodec extends Codec<DocumentRef> {
        DocumentCodec() {
            super(1);
        }

        @Override
        protected void writeBody(DocumentRef document, DataOutput out) throws IOException {
            Texts.write(document.hash(), out);
            out.writeLong(document.number());
            out.writeInt(document.rowsVersion());
        }

        @Override
        protected DocumentRef readBody(int found, DataInput in) throws IOException {
            return new DocumentRef(Texts.read(in), in.readLong(), in.readInt());
        }
    }

    private static final class SumCodec extends Codec<PartialSum> {
        SumCodec() {
            super(1);
        }

        @Override
        protected void writeBody(PartialSum sum, DataOutput out) throws IOException {
            RULE.write(sum.rule(), out);
            DOCUMENT.write(sum.document(), out);
            out.writeLong(sum.watermarkMillis());
            out.writeBoolean(sum.isRetired());
            out.writeInt(sum.entries().size());
            for (Entry entry : sum.entries()) {
                Texts.write(entry.group(), out);
                out.writeLong(entry.windowMillis());
                entry.sum().write(out);
            }
        }

        @Override
        protected PartialSum readBody(int found, DataInput in) throws IOException {
            MetricRule rule = RULE.read(in);
            DocumentRef document = DOCUMENT.read(in);
            long watermark = in.readLong();
            boolean retired = in.readBoolean();
            int count = in.readInt();
            List<Entry> entries = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                entries.add(
                        new Entry(Texts.read(in), in.readLong(), rule.shape().read(in)));
            }
            return new PartialSum(rule, document, watermark, retired, entries);
        }
    }

    /** For partial sums. */
    public static final class PartialSumSerializer extends CodecSerializer<PartialSum> {
        public static final PartialSumSerializer INSTANCE = new PartialSumSerializer();

        @Override
        protected Codec<PartialSum> codec() {
            return SUM;
        }

        @Override
        public PartialSumSnapshot snapshotConfiguration() {
            return new PartialSumSnapshot();
        }

        /** Named in savepoints: neither rename nor move. */
        public static final class PartialSumSnapshot extends SimpleTypeSerializerSnapshot<PartialSum> {
            public PartialSumSnapshot() {
                super(() -> INSTANCE);
            }
        }
    }
}
