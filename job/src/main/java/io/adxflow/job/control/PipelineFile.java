package io.adxflow.job.control;

import io.adxflow.job.config.ConfigException;
import io.adxflow.job.config.ConfigProblem;
import io.adxflow.job.config.ConfigSources;
import io.adxflow.job.config.ConfigSources.Flag;
import io.adxflow.job.config.JobOptions;
import io.adxflow.job.config.PipelineConfig;
import io.adxflow.job.config.PipelineConfigLoader;
import io.adxflow.sdk.host.PluginFolder;
import io.adxflow.sources.control.ControlDocument;
import io.adxflow.sources.control.DocumentFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline file of a submitted job, and all else its configuration came from, to be loaded again when the file changes. The
 * content counts, not its time: kubelet swaps a symbolic link to bring a new ConfigMap.
 */
public final class PipelineFile implements DocumentFile {
    private static final long serialVersionUID = 1L;
    private static final String ENVIRONMENT_PREFIX = "ADXFLOW_";

    private final ControlDocument submitted;
    private final Map<String, String> submittedOptions;
    private final boolean rules;
    /** What the document may refer to, known to a process once it has read this. */
    @SuppressWarnings("UnusedVariable") // It acts by being read.
    private final PluginFolder plugins;

    private final @Nullable String file;
    private final ArrayList<Flag> defaults;
    private final HashMap<String, String> environment;
    private final ArrayList<String> assignments;
    private final ArrayList<Flag> flags;
    private transient byte @Nullable [] lastContent;
    private transient @Nullable Reading lastReading;

    public PipelineFile(PipelineConfig config) {
        submitted = DocumentText.of(config.document());
        submittedOptions = new HashMap<>(config.options().toMap());
        rules = config.options().get(ControlOptions.SOURCE) == ControlSource.FILE;
        plugins = JobOptions.plugins(config.options());
        ConfigSources sources = config.sources();
        file = sources.file() == null ? null : sources.file().toAbsolutePath().toString();
        defaults = new ArrayList<>(sources.defaults());
        environment = new HashMap<>(sources.environment());
        // The others are no settings, and may be secrets, which must not travel in a job.
        environment.keySet().removeIf(variable -> !variable.startsWith(ENVIRONMENT_PREFIX));
        assignments = new ArrayList<>(sources.assignments());
        flags = new ArrayList<>(sources.flags());
    }

    @Override
    public ControlDocument submitted() {
        return submitted;
    }

    @Override
    public boolean rules() {
        return rules;
    }

    @Override
    public @Nullable Reading read() {
        Path path = file == null ? null : Path.of(file);
        if (path == null || !Files.exists(path)) {
            return null;
        }
        try {
            byte[] content = Files.readAllBytes(path);
            Reading known = lastReading;
            if (known == null || !Arrays.equals(content, lastContent)) {
                known = load(path);
                lastReading = known;
                lastContent = content;
            }
            return known;
        } catch (IOException e) {
            return new Reading(null, List.of(path + ": cannot be read: " + e), List.of());
        }
    }

    private Reading load(Path path) {
        try {
            PipelineConfig config =
                    PipelineConfigLoader.load(new ConfigSources(defaults, path, environment, assignments, flags));
            return new Reading(DocumentText.of(config.document()), List.of(), notices(config));
        } catch (ConfigException e) {
            return new Reading(
                    null, e.problems().stream().map(ConfigProblem::toString).toList(), List.of());
        }
    }

    /** Options of the process that are not what the job was submitted with. */
    private List<String> notices(PipelineConfig config) {
        Map<String, String> now = config.options().toMap();
        TreeSet<String> changed = new TreeSet<>(now.keySet());
        changed.addAll(submittedOptions.keySet());
        changed.removeIf(key -> Objects.equals(now.get(key), submittedOptions.get(key)));
        return changed.stream()
                .map(key -> key + " acts at the next start of the job only")
                .toList();
    }
}
