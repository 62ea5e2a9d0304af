package io.adxflow.sources.wire.otlp.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.RemoteWriteDecoder;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.DecodedModel;
import io.adxflow.sources.wire.testing.WireModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Translates bodies and decodes what comes out. */
final class Translation {
    final OtlpMetricsTranslator translator;
    private final RemoteWriteDecoder decoder = new RemoteWriteDecoder(1 << 26, 7);
    final List<WireModel.Series> series = new ArrayList<>();
    /** As {@code name type help unit}, sorted, each once. */
    final List<String> metadata = new ArrayList<>();

    final List<byte[]> requests = new ArrayList<>();

    Translation() {
        this(1 << 26);
    }

    Translation(int maxBytes) {
        translator = new OtlpMetricsTranslator(maxBytes, 42);
    }

    Translation translate(byte[] message, OtlpMetricRules rules) throws MalformedBodyException {
        series.clear();
        metadata.clear();
        requests.clear();
        translator.begin(
                Arrays.copyOf(message, message.length + ProtoReader.PADDING),
                message.length,
                rules,
                (request, length) -> {},
                KnownParts.NONE);
        while (translator.next()) {
            requests.add(Arrays.copyOf(translator.buffer(), translator.length()));
            WireModel.Body body = DecodedModel.of(
                    decoder.decode(WireFormat.REMOTE_WRITE_2, translator.buffer(), translator.length()), UTF_8);
            series.addAll(sorted(body.series()));
            body.metadata().forEach(entry -> metadata.add(describe(body, entry)));
        }
        return this;
    }

    static List<String> metadata(WireModel.Body body) {
        return body.metadata().stream()
                .map(entry -> describe(body, entry))
                .distinct()
                .sorted()
                .toList();
    }

    List<String> distinctMetadata() {
        return metadata.stream().distinct().sorted().toList();
    }

    private static String describe(WireModel.Body body, WireModel.Metadata entry) {
        String name = body.series().get(entry.series()).labels().stream()
                .filter(label -> label.name().equals("__name__"))
                .findFirst()
                .orElseThrow()
                .value();
        return name + "|" + entry.type() + "|" + entry.help() + "|" + entry.unit();
    }

    private static List<WireModel.Series> sorted(List<WireModel.Series> series) {
        return series.stream()
                .map(one -> new WireModel.Series(
                        sortedLabels(one.labels()),
                        one.resolves(),
                        one.samples(),
                        one.histograms(),
                        one.exemplars().stream()
                                .map(exemplar -> new WireModel.Exemplar(
                                        sortedLabels(exemplar.labels()),
                                        exemplar.resolves(),
                                        exemplar.timestamp(),
                                        exemplar.valueBits()))
                                .toList()))
                .toList();
    }

    private static List<WireModel.Label> sortedLabels(List<WireModel.Label> labels) {
        return labels.stream()
                .sorted(Comparator.comparing(WireModel.Label::name))
                .toList();
    }
}
