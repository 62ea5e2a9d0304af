package io.adxflow.job.config;

import io.adxflow.sinks.delivery.MonikerSpec;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;

/**
 * A valid configuration: every scalar option, the destinations, and what senders write to them.
 *
 * @param options what was set; what was not has its option's default
 * @param monikers by name, ordered by name; each is referred to by a namespace or was configured
 * @param namespaces by name, ordered by name; {@code default} is always among them
 * @param warnings what looks wrong but is none of our business to refuse
 */
public record PipelineConfig(
        Configuration options,
        Map<String, MonikerSpec> monikers,
        Map<String, NamespaceSpec> namespaces,
        List<String> warnings)
        implements Serializable {}
