package io.adxflow.job.config;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a configuration comes from, each winning over those before it.
 *
 * @param defaults keys to set unless anything else does
 * @param file the pipeline file, or null for none
 * @param environment variables of the process; those that begin with {@code ADXFLOW_} count
 * @param assignments {@code key=value} each; of two for one key the later counts
 * @param flags keys that other options of the command line set
 */
public record ConfigSources(
        List<Flag> defaults,
        @Nullable Path file,
        Map<String, String> environment,
        List<String> assignments,
        List<Flag> flags) {

    /** A key that an option of the command line sets, such as {@code --http}. */
    public record Flag(String option, String key, String value) implements Serializable {}
}
