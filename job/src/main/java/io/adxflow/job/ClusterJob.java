package io.adxflow.job;

import io.adxflow.job.config.ConfigException;
import io.adxflow.job.config.ConfigSources;
import io.adxflow.job.config.PipelineConfig;
import io.adxflow.job.config.PipelineConfigLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entry class on a Flink cluster: submits the pipeline of a file to whatever runs it. What concerns Flink (checkpoints,
 * restarts, parallelism) comes from the cluster's own configuration; {@code flink-conf/config.yaml} is a good one.
 */
public final class ClusterJob {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterJob.class);

    private ClusterJob() {}

    /**
     * Runs with {@code --config FILE} and any number of {@code --set key=value}.
     *
     * @throws IllegalArgumentException with every problem of the options or the configuration
     */
    public static void main(String[] args) throws Exception {
        Path file = null;
        List<String> assignments = new ArrayList<>();
        for (int i = 0; i < args.length; i += 2) {
            String value = i + 1 < args.length ? args[i + 1] : null;
            if (value != null && args[i].equals("--config")) {
                file = Path.of(value);
            } else if (value != null && args[i].equals("--set")) {
                assignments.add(value);
            } else {
                throw new IllegalArgumentException(
                        "argument: " + args[i] + " (expected: --config FILE, --set key=value)");
            }
        }
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        Pipeline.build(env, load(file, assignments));
        env.execute("adxflow");
    }

    private static PipelineConfig load(@Nullable Path file, List<String> assignments) {
        try {
            PipelineConfig config = PipelineConfigLoader.load(
                    new ConfigSources(List.of(), file, System.getenv(), assignments, List.of()));
            config.warnings().forEach(LOG::warn);
            return config;
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
