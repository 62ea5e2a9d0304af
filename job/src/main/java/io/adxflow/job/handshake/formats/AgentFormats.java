package io.adxflow.job.handshake.formats;

import io.adxflow.sdk.host.Extension;
import io.adxflow.sdk.host.Extensions;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The configurations that a hand-shake can make. */
public final class AgentFormats {
    private static final List<AgentFormat> ALL = List.of(
            new PrometheusFormat(),
            new CollectorFormat(),
            new OtelEnvironmentFormat(),
            new VmagentFormat(),
            new AdxMonFormat());

    private AgentFormats() {}

    /** By its name, or null. An extension does not take the place of what the job has by that name. */
    public static @Nullable AgentFormat named(String name) {
        for (AgentFormat format : ALL) {
            if (format.name().equals(name)) {
                return format;
            }
        }
        Extension<io.adxflow.sdk.agents.AgentFormat> extension =
                Extensions.inUse().agentFormat(name);
        return extension == null ? null : new ExtensionFormat(extension);
    }

    /** All of them, ordered. */
    public static List<String> names() {
        TreeSet<String> names = new TreeSet<>(builtIn());
        Extensions.inUse().agentFormats().forEach(format -> names.add(format.name()));
        return List.copyOf(names);
    }

    /** Those of the job itself. */
    public static List<String> builtIn() {
        return ALL.stream().map(AgentFormat::name).toList();
    }
}
