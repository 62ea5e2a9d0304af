package io.adxflow.bench.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The medians of several runs of one plan as one JSON object. */
public final class Medians {
    private static final List<String> FIGURES = List.of(
            "samples_per_second",
            "ack_p50_ms",
            "ack_p99_ms",
            "cpu_s_per_million",
            "cpu_s_per_million_before_drain",
            "allocated_bytes_per_sample",
            "bytes_out_per_sample",
            "generated_classes_cpu_s_per_million",
            "peak_rss_mib");

    private Medians() {}

    /** @param runs one at least */
    public static ObjectNode of(BenchSettings settings, List<ObjectNode> runs) {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("medians_of", runs.size());
        json.put("workload", settings.workload());
        json.put("protocol", settings.protocol());
        json.put("trust", settings.trust().name().toLowerCase(Locale.ROOT));
        json.put("samples", settings.samples());
        json.put("warmup", settings.warmup());
        json.put("settling", settings.settling());
        for (String figure : FIGURES) {
            if (runs.get(0).has(figure)) {
                json.put(figure, Round.to3(median(runs, figure)));
            }
        }
        json.put("rows_ok", runs.stream().allMatch(run -> run.path("rows_ok").asBoolean()));
        BenchTargets.add(settings, json);
        return json;
    }

    private static double median(List<ObjectNode> runs, String figure) {
        double[] values =
                runs.stream().mapToDouble(run -> run.path(figure).asDouble()).toArray();
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
