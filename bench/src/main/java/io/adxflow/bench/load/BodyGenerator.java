package io.adxflow.bench.load;

import io.adxflow.sources.wire.WireFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The bodies of a workload, numbered from 0, round after round: body {@code n} is the same bytes in every process that makes
 * it from the same workload and format, and no two are equal. Making one costs a copy and a few stores per sample.
 *
 * <p>Immutable once built; any number of threads may use it.
 */
public final class BodyGenerator implements Bodies {
    /** Receives the samples of a body in wire order. */
    @FunctionalInterface
    public interface SampleVisitor {
        void sample(int series, long timestampMillis, double value);
    }

    private final SeriesCatalog catalog;
    private final SampleSource samples;
    private final List<BodyTemplate> templates = new ArrayList<>();

    public BodyGenerator(Workload workload, WireFormat format) {
        catalog = new SeriesCatalog(workload);
        samples = new SampleSource(workload, catalog);
        BodyLayout layout = new BodyLayout(catalog);
        for (int[] series : cut(workload)) {
            templates.add(TemplateEncoder.encode(layout.layOut(format, series), series));
        }
    }

    private static List<int[]> cut(Workload workload) {
        List<int[]> bodies = new ArrayList<>();
        int shards = workload.shards();
        for (int shard = 0; shard < shards; shard++) {
            int ofShard = (workload.series() - shard + shards - 1) / shards;
            for (int from = 0; from < ofShard; from += workload.samplesPerBody()) {
                int[] series = new int[Math.min(workload.samplesPerBody(), ofShard - from)];
                for (int i = 0; i < series.length; i++) {
                    series[i] = shard + (from + i) * shards;
                }
                bodies.add(series);
            }
        }
        return bodies;
    }

    public SeriesCatalog catalog() {
        return catalog;
    }

    public SampleSource samples() {
        return samples;
    }

    public int bodiesPerRound() {
        return templates.size();
    }

    @Override
    public int sampleCount(long body) {
        return template(body).samples();
    }

    @Override
    public int length(long body) {
        return template(body).length();
    }

    @Override
    public int maxLength() {
        return templates.stream().mapToInt(BodyTemplate::length).max().orElse(0);
    }

    /** Appends a body to a buffer, whose byte order becomes little-endian. */
    @Override
    public void write(long body, ByteBuffer into) {
        template(body).write(samples, body / templates.size(), into.order(ByteOrder.LITTLE_ENDIAN));
    }

    public byte[] body(long body) {
        ByteBuffer bytes = ByteBuffer.allocate(length(body));
        write(body, bytes);
        return bytes.array();
    }

    public void visit(long body, SampleVisitor visitor) {
        BodyTemplate template = template(body);
        long round = body / templates.size();
        for (int i = 0; i < template.samples(); i++) {
            int series = template.series(i);
            visitor.sample(series, samples.timestamp(catalog.target(series), round), samples.value(series, round));
        }
    }

    private BodyTemplate template(long body) {
        return templates.get((int) (body % templates.size()));
    }
}
