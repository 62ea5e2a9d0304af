package io.adxflow.job.windows;

import io.adxflow.job.rules.metrics.DocumentRef;
import io.adxflow.job.rules.metrics.MetricRule;
import io.adxflow.job.rules.metrics.MetricShape;
import io.adxflow.job.rules.metrics.MetricTypes;
import io.adxflow.sinks.batch.Codec;
import io.adxflow.sinks.batch.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The layouts of a metric's state: what it is and its groups in one piece, each window in another. */
final class WindowCodecs {
    /** A rule without its windows. */
    static final Codec<RuleWindows> RULE = new RuleWindowsCodec();

    private WindowCodecs() {}

    /** A window of a metric of that shape. */
    static Codec<Window> window(MetricShape shape) {
        return new WindowCodec(shape);
    }

    private static final class RuleWindowsCodec extends Codec<RuleWindows> {
        RuleWindowsCodec() {
            super(1);
        }

        @Override
        protected void writeBody(RuleWindows windows, DataOutput out) throws IOException {
            MetricTypes.RULE.write(windows.rule(), out);
            MetricTypes.DOCUMENT.write(windows.document(), out);
            out.writeLong(windows.watermarkMillis());
            out.writeLong(windows.seenMillis());
            out.writeLong(windows.retiredBy());
            out.writeInt(windows.groups().size());
            for (Map.Entry<String, Group> entry : windows.groups().entrySet()) {
                Texts.write(entry.getKey(), out);
                out.writeLong(entry.getValue().seenMillis);
                writeNumbers(entry.getValue().totals, out);
                out.writeLong(entry.getValue().newestMillis);
            }
        }

        @Override
        protected RuleWindows readBody(int found, DataInput in) throws IOException {
            MetricRule rule = MetricTypes.RULE.read(in);
            DocumentRef document = MetricTypes.DOCUMENT.read(in);
            long watermark = in.readLong();
            long seen = in.readLong();
            long retiredBy = in.readLong();
            Map<String, Group> groups = new LinkedHashMap<>();
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                groups.put(Texts.read(in), new Group(in.readLong(), readNumbers(in), in.readLong()));
            }
            return new RuleWindows(rule, document, watermark, seen, retiredBy, groups);
        }
    }

    private static final class WindowCodec extends Codec<Window> {
        private final MetricShape shape;

        WindowCodec(MetricShape shape) {
            super(1);
            this.shape = shape;
        }

        @Override
        protected void writeBody(Window window, DataOutput out) throws IOException {
            out.writeLong(window.dueMillis);
            out.writeInt(window.cells.size());
            for (Map.Entry<String, Cell> entry : window.cells.entrySet()) {
                Cell cell = entry.getValue();
                Texts.write(entry.getKey(), out);
                cell.sum().write(out);
                writeNumbers(cell.emitted(), out);
                out.writeBoolean(cell.isChanged());
            }
        }

        @Override
        protected Window readBody(int found, DataInput in) throws IOException {
            Window window = new Window();
            window.dueMillis = in.readLong();
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                window.cells.put(Texts.read(in), new Cell(shape.read(in), readNumbers(in), in.readBoolean()));
            }
            return window;
        }
    }

    private static void writeNumbers(double[] numbers, DataOutput out) throws IOException {
        out.writeInt(numbers.length);
        for (double number : numbers) {
            out.writeDouble(number);
        }
    }

    private static double[] readNumbers(DataInput in) throws IOException {
        double[] numbers = new double[in.readInt()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.readDouble();
        }
        return numbers;
    }
}
