package io.adxflow.job.cli;

import io.adxflow.job.config.ConfigException;
import io.adxflow.job.config.ConfigProblem;
import io.adxflow.job.config.ConfigSources;
import io.adxflow.job.config.ConfigSources.Flag;
import io.adxflow.job.config.OptionRegistry;
import io.adxflow.job.config.PipelineConfig;
import io.adxflow.job.config.PipelineConfigLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which commands are told a configuration. */
final class ConfigFlags {
    /** Keys, for completion. */
    static final class Assignments implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return OptionRegistry.options().keySet().stream()
                    .map(key -> key + "=")
                    .iterator();
        }
    }

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Pipeline file (YAML); flink-conf/pipeline.yaml describes every key.")
    @Nullable
    Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            completionCandidates = Assignments.class,
            description = "Sets one key, over the file and the environment. May be repeated.")
    List<String> assignments = new ArrayList<>();

    /** As {@link #load}, for who tells of problems in another way. */
    PipelineConfig read(List<Flag> flags, List<Flag> defaults) throws ConfigException {
        return PipelineConfigLoader.load(new ConfigSources(defaults, config, System.getenv(), assignments, flags));
    }

    /**
     * @param flags keys that the command's own options set, over everything else
     * @param defaults keys to set unless anything else does
     * @throws CliException with every problem, one a line
     */
    PipelineConfig load(List<Flag> flags, List<Flag> defaults) throws CliException {
        try {
            return read(flags, defaults);
        } catch (ConfigException invalid) {
            StringBuilder text = new StringBuilder("the configuration has ")
                    .append(Text.plural(invalid.problems().size(), "problem"))
                    .append(":\n");
            for (ConfigProblem problem : invalid.problems()) {
                text.append("  ").append(problem).append('\n');
            }
            throw new CliException(ExitCodes.USAGE, text.toString().stripTrailing());
        }
    }
}
