package io.adxflow.bench.adx;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.bench.run.AdxDelivery;
import io.adxflow.bench.run.BenchRun;
import io.adxflow.bench.run.BenchSettings;
import io.adxflow.bench.run.NeighbouredDelivery;
import io.adxflow.bench.run.RunOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The same load to the directory destination and to Azure Data Explorer's stand-in, and how the two compare. */
@Command(
        name = "adx",
        description =
                "Sends the same load to a stand-in for Azure Data Explorer and to the directory destination, that one"
                        + " beside a process that takes as much CPU as the stand-in's storage did; prints a JSON line for each,"
                        + " and one that compares them.")
public final class AdxCommand implements Callable<Integer> {
    /** What an answer or a checkpoint may take more than with the directory destination. */
    private static final double MOST = 4.0 / 3;

    private static final double SECONDS = 180;
    private static final int CONNECTIONS = 1_200;
    private static final long LONGEST_SECONDS = 86_400;

    @Option(
            names = "--workload",
            defaultValue = "e",
            description = "a, b, c, d or e (default: ${DEFAULT-VALUE}, 5,000 tables)")
    private String workload = "";

    @Option(names = "--samples", description = "measured samples (default: three minutes of the rate)")
    private @Nullable Long samples;

    @Option(
            names = "--warmup",
            defaultValue = "1000000",
            description = "samples before, as fast as answers come (default: ${DEFAULT-VALUE})")
    private long warmup;

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--adx-set",
            description = "key=value for the job that delivers to the stand-in, any number of times")
    private List<String> adxSettings = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ObjectNode adx = new BenchRun(plan(adxSettings), AdxDelivery::new).run();
        adx.put("destination", "kusto");
        System.out.println(adx);
        double cores =
                adx.at("/cores/azurite").asDouble() + adx.at("/cores/stand_in").asDouble();
        ObjectNode directory = new BenchRun(plan(List.of()), NeighbouredDelivery.beside(cores)).run();
        directory.put("destination", "directory");
        System.out.println(directory);
        System.out.println(compare(directory, adx));
        return directory.path("rows_ok").asBoolean() && adx.path("rows_ok").asBoolean() ? 0 : 1;
    }

    private BenchSettings plan(List<String> more) {
        long measured = samples == null ? Math.round(SECONDS * options.rate(workload)) : samples;
        return options.plan(workload, 1, measured, warmup, CONNECTIONS, LONGEST_SECONDS, more);
    }

    private static ObjectNode compare(ObjectNode directory, ObjectNode adx) {
        ObjectNode compared = new ObjectMapper().createObjectNode();
        boolean within = true;
        for (String path : List.of("/checkpoints/p50_ms", "/checkpoints/p99_ms", "/ack_p99_ms")) {
            double ratio = adx.at(path).asDouble() / directory.at(path).asDouble();
            compared.put(path.substring(1).replace('/', '_') + "_ratio", Math.round(ratio * 100) / 100.0);
            within &= ratio <= MOST;
        }
        compared.set("per_minute", adx.path("per_minute"));
        compared.set("cores", adx.path("cores"));
        compared.put("requests_per_message", adx.path("requests_per_message").asDouble());
        compared.put("no_worse_than_by_a_third", within);
        return compared;
    }
}
