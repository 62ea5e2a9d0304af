package io.adxflow.bench.rules;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.bench.load.BodyGenerator;
import io.adxflow.bench.load.Workload;
import io.adxflow.job.config.ConfigException;
import io.adxflow.job.config.PipelineConfigLoader;
import io.adxflow.job.rows.LiveTables;
import io.adxflow.job.rows.RowFilter;
import io.adxflow.job.rows.RowRules;
import io.adxflow.job.rows.RowSettings;
import io.adxflow.job.rows.TableBuffer;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.DecodedBody;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.RemoteWriteDecoder;
import io.adxflow.sources.wire.WireFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./adxflow bench rules}: what relabel rules cost a series that is known, and one that is new. */
@Command(
        name = "rules",
        description =
                "Measures appending the samples of workload a without and with rules, by turns, in one thread; prints one JSON line.")
public final class RulesCommand implements Callable<Integer> {
    private static final int MAX_BYTES = 1 << 26;
    private static final long HASH_SEED = 42;

    @Option(names = "--rules", defaultValue = "bench/rules-200.yaml", description = "a list of rules in YAML")
    private Path rules = Path.of("bench/rules-200.yaml");

    @Option(names = "--rounds", defaultValue = "40", description = "of each, of which the first half only warms up")
    private int rounds;

    @Option(names = "--bodies", defaultValue = "10", description = "of 1,000 series each (default: ${DEFAULT-VALUE})")
    private int count;

    private final Target target = new Target("default", "Metrics");
    private final List<DecodedBody> bodies = new ArrayList<>();
    private final byte[] window = new byte[1 << 18];
    private long csvBytes;
    private long sequence;

    @Override
    public Integer call() throws IOException, ConfigException, MalformedBodyException {
        BodyGenerator generator = new BodyGenerator(Workload.named("a"), WireFormat.REMOTE_WRITE_1);
        for (int i = 0; i < Math.min(count, generator.bodiesPerRound()); i++) {
            bodies.add(
                    new RemoteWriteDecoder(MAX_BYTES, HASH_SEED).decode(WireFormat.REMOTE_WRITE_1, generator.body(i)));
        }
        Measured without = new Measured(null);
        Measured with = new Measured(rules);
        for (int round = 0; round < rounds; round++) {
            without.round();
            with.round();
        }
        ObjectNode line = new ObjectMapper().createObjectNode();
        line.put("rules", rules.toString()).put("series", without.tables.seriesCount());
        line.put("known_ns_per_sample_without", without.nanosPerSample());
        line.put("known_ns_per_sample_with", with.nanosPerSample());
        line.put("known_ratio", with.nanosPerSample() / without.nanosPerSample());
        line.put("new_us_per_series_without", without.microsPerNewSeries());
        line.put("new_us_per_series_with", with.microsPerNewSeries());
        System.out.println(line);
        return csvBytes > 0 ? 0 : 1;
    }

    /** One of the two, with its times. */
    private final class Measured {
        private final @Nullable Path file;
        private LiveTables tables;
        private final List<Long> knownNanos = new ArrayList<>();
        private final List<Long> newNanos = new ArrayList<>();
        private long samples;

        Measured(@Nullable Path file) throws IOException, ConfigException {
            this.file = file;
            tables = tables();
            append();
        }

        private LiveTables tables() throws IOException, ConfigException {
            String document = "namespaces.default.database: Metrics\n"
                    + (file == null ? "" : RelabelFile.setting(file).replaceFirst("=", ": "));
            return new LiveTables(
                    new RowRules(List.copyOf(PipelineConfigLoader.document(document, "rules")
                            .namespaces()
                            .values())),
                    RowSettings.from(new Configuration()),
                    letter -> {
                        throw new IllegalStateException(letter.toString());
                    },
                    null);
        }

        void round() throws IOException, ConfigException {
            long start = System.nanoTime();
            append();
            knownNanos.add(System.nanoTime() - start);
            if (knownNanos.size() % 4 == 0) {
                LiveTables kept = tables;
                tables = tables();
                start = System.nanoTime();
                append();
                newNanos.add(System.nanoTime() - start);
                tables.close();
                tables = kept;
            }
        }

        private void append() {
            samples = 0;
            for (DecodedBody body : bodies) {
                samples += tables.append(body, target, sequence++, 0, "bench", RowFilter.ALL)
                        .samples();
            }
            for (TableBuffer buffer : List.copyOf(tables.buffers())) {
                buffer.drain(window, (csv, offset, length) -> csvBytes += length);
            }
        }

        double nanosPerSample() {
            return median(knownNanos) / samples;
        }

        double microsPerNewSeries() {
            return (median(newNanos) - median(knownNanos)) / 1_000 / samples;
        }

        private double median(List<Long> nanos) {
            long[] second = nanos.subList(nanos.size() / 2, nanos.size()).stream()
                    .mapToLong(Long::longValue)
                    .toArray();
            Arrays.sort(second);
            return second[second.length / 2];
        }
    }
}
