package io.adxflow.sdk.contract;

import io.adxflow.sdk.wire.RecordSink;
import io.adxflow.sdk.wire.WireFormat;
import io.adxflow.sdk.wire.WireFormat.BadBodyException;
import io.adxflow.sdk.wire.WireFormat.Signal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What the job relies on of a wire format: that a body means the same each time, and that a bad one is said to be bad. */
public final class WireFormatContract {
    private static final long SEED = 19;
    private static final int BODIES = 2_000;
    private static final int MOST_BYTES = 300;

    private final WireFormat format;
    private final List<byte[]> examples;

    private WireFormatContract(WireFormat format, List<byte[]> examples) {
        this.format = format;
        this.examples = examples;
    }

    /**
     * All promises.
     *
     * @param examples bodies with a record each at least
     */
    public static List<Promise> of(WireFormat format, List<byte[]> examples) {
        WireFormatContract contract = new WireFormatContract(format, List.copyOf(examples));
        return List.of(
                new Promise("it has a name that paths can have, and a signal", contract::name),
                new Promise("it reads each example, and the same each time", contract::examples),
                new Promise("it says that a body which breaks off is bad, or reads what is whole", contract::cut),
                new Promise("it takes any bytes, and says that they are bad or reads them", contract::anyBytes));
    }

    /** What a body says, each record as a text. */
    private List<String> read(byte[] body) throws BadBodyException {
        byte[] before = body.clone();
        List<String> records = new ArrayList<>();
        format.read(body, new RecordSink() {
            @Override
            public void sample(String metric, Map<String, String> labels, long timestampMillis, double value) {
                Expect.equal(format.signal(), Signal.METRICS, "signal of a format that gives samples");
                Expect.that(!metric.isEmpty(), "a sample without a metric's name");
                records.add(metric + new TreeMap<>(labels) + timestampMillis + "=" + value);
            }

            @Override
            public void log(
                    long timestampNanos,
                    int severity,
                    String severityText,
                    String text,
                    Map<String, String> attributes,
                    Map<String, String> resource) {
                Expect.equal(format.signal(), Signal.LOGS, "signal of a format that gives log records");
                Expect.that(severity >= 0 && severity <= 24, "severity: " + severity);
                records.add(timestampNanos + " " + severity + severityText + " " + text + new TreeMap<>(attributes)
                        + new TreeMap<>(resource));
            }
        });
        Expect.that(Arrays.equals(body, before), "it changed the body");
        return records;
    }

    private void name() {
        Expect.that(format.name().matches("[a-z0-9][a-z0-9-]{0,31}"), "name: " + format.name());
        Expect.that(format.signal() != null, "no signal");
    }

    private void examples() throws BadBodyException {
        for (byte[] example : examples) {
            List<String> records = read(example.clone());
            Expect.that(!records.isEmpty(), "an example without a record");
            Expect.equal(read(example.clone()), records, "the second time");
        }
    }

    private void cut() {
        for (byte[] example : examples) {
            for (int length = 0; length < example.length; length++) {
                tryToRead(Arrays.copyOf(example, length));
            }
        }
    }

    private void anyBytes() {
        Random random = new Random(SEED);
        for (int i = 0; i < BODIES; i++) {
            byte[] body = new byte[random.nextInt(MOST_BYTES)];
            random.nextBytes(body);
            if (i % 2 == 0 && !examples.isEmpty()) {
                body = examples.get(i / 2 % examples.size()).clone();
                for (int change = 0; change < 3 && body.length > 0; change++) {
                    body[random.nextInt(body.length)] = (byte) random.nextInt();
                }
            }
            tryToRead(body);
        }
    }

    private void tryToRead(byte[] body) {
        try {
            List<String> unused = read(body);
        } catch (BadBodyException e) {
            Expect.that(e.getMessage() != null && !e.getMessage().isBlank(), "a bad body without a reason");
        }
    }
}
