package io.adxflow.job.config;

import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sources.listen.ListenInput;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.configuration.Configuration;

/**
 * A valid configuration: every scalar option, and the document that people change while the job runs.
 *
 * @param options what was set; what was not has its option's default
 * @param listens what is listened to, read at the start
 * @param sources what it was loaded from, so that the file among them can be looked at again
 * @param warnings what looks wrong but is none of our business to refuse
 */
public record PipelineConfig(
        Configuration options,
        PipelineDocument document,
        List<ListenInput> listens,
        ConfigSources sources,
        List<String> warnings) {

    /** As {@link PipelineDocument#monikers}. */
    public Map<String, MonikerSpec> monikers() {
        return document.monikers();
    }

    /** As {@link PipelineDocument#namespaces}. */
    public Map<String, NamespaceSpec> namespaces() {
        return document.namespaces();
    }

    /** The database of what is sent under no namespace's name. */
    public String defaultDatabase() {
        return Objects.requireNonNull(namespaces().get(NamespaceParser.DEFAULT_NAME))
                .database();
    }
}
