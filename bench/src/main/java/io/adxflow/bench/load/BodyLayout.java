package io.adxflow.bench.load;

import io.adxflow.sources.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Lays out the protobuf of a body. Field numbers: prometheus/prometheus prompb/types.proto (1.0) and
 * prompb/io/prometheus/write/v2/types.proto (2.0). A value of 0 is written out, so that every sample has 16 bytes.
 */
final class BodyLayout {
    private static final int SAMPLE_LENGTH = 16;
    private static final int SAMPLE_FIELD_LENGTH = SAMPLE_LENGTH + 2;
    private static final int METADATA_COUNTER = 1;
    private static final int METADATA_GAUGE = 2;

    private final SeriesCatalog catalog;

    BodyLayout(SeriesCatalog catalog) {
        this.catalog = catalog;
    }

    SymbolBuffer layOut(WireFormat format, int[] series) {
        SymbolBuffer body = new SymbolBuffer();
        switch (format) {
            case REMOTE_WRITE_1 -> remoteWrite1(series, body);
            case REMOTE_WRITE_2 -> remoteWrite2(series, body);
            default -> throw new IllegalArgumentException(format + " (expected: remote write)");
        }
        return body;
    }

    private void remoteWrite1(int[] series, SymbolBuffer body) {
        SymbolBuffer labels = new SymbolBuffer();
        SymbolBuffer label = new SymbolBuffer();
        for (int i = 0; i < series.length; i++) {
            labels.clear();
            for (SeriesCatalog.Label each : catalog.labels(series[i])) {
                label.clear();
                label.addField(0x0a, each.name());
                label.addField(0x12, each.value());
                labels.add(0x0a);
                labels.addVarint(label.length());
                labels.addAll(label);
            }
            body.add(0x0a);
            body.addVarint(labels.length() + SAMPLE_FIELD_LENGTH);
            body.addAll(labels);
            addSample(body, i, catalog.target(series[i]));
        }
    }

    private void remoteWrite2(int[] series, SymbolBuffer body) {
        Map<String, Integer> references = new HashMap<>();
        SymbolBuffer allSeries = new SymbolBuffer();
        SymbolBuffer labels = new SymbolBuffer();
        SymbolBuffer metadata = new SymbolBuffer();
        reference("", references, body);
        for (int i = 0; i < series.length; i++) {
            labels.clear();
            for (SeriesCatalog.Label each : catalog.labels(series[i])) {
                labels.addVarint(reference(each.name(), references, body));
                labels.addVarint(reference(each.value(), references, body));
            }
            int table = catalog.table(series[i]);
            metadata.clear();
            metadata.add(0x08);
            metadata.add(catalog.isCounter(table) ? METADATA_COUNTER : METADATA_GAUGE);
            metadata.add(0x18);
            metadata.addVarint(reference(catalog.help(table), references, body));
            allSeries.add(0x2a);
            allSeries.addVarint(2 + labels.length() + SAMPLE_FIELD_LENGTH + 2 + metadata.length());
            allSeries.add(0x0a);
            allSeries.addVarint(labels.length());
            allSeries.addAll(labels);
            addSample(allSeries, i, catalog.target(series[i]));
            allSeries.add(0x2a);
            allSeries.addVarint(metadata.length());
            allSeries.addAll(metadata);
        }
        body.addAll(allSeries);
    }

    private static int reference(String text, Map<String, Integer> references, SymbolBuffer body) {
        Integer known = references.get(text);
        if (known != null) {
            return known;
        }
        body.addField(0x22, text.getBytes(StandardCharsets.UTF_8));
        references.put(text, references.size());
        return references.size() - 1;
    }

    private static void addSample(SymbolBuffer body, int sample, int target) {
        body.add(0x12);
        body.add(SAMPLE_LENGTH);
        body.add(0x09);
        body.addValue(sample);
        body.add(0x10);
        body.addTimestamp(target);
    }
}
