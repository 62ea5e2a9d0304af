package io.adxflow.job.config;

import io.adxflow.job.handshake.formats.AgentFormats;
import io.adxflow.sdk.host.Extension;
import io.adxflow.sdk.host.Extensions;
import io.adxflow.sdk.host.PluginFolder;
import io.adxflow.sinks.delivery.Destinations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.apache.flink.configuration.ReadableConfig;

/** Makes the extensions of a configuration known to this process, and tells which of them it goes without. */
final class ExtensionChecks {
    private ExtensionChecks() {}

    static void run(ReadableConfig options, List<ConfigProblem> problems, List<String> warnings) {
        PluginFolder folder = JobOptions.plugins(options);
        if (!folder.path().isEmpty() && !Files.isDirectory(Path.of(folder.path()))) {
            problems.add(new ConfigProblem(
                    "", JobOptions.PLUGINS_DIR.key() + ": " + folder.path() + " (expected: a folder that exists)"));
            return;
        }
        Extensions extensions = folder.use();
        extensions.refusals().forEach(refusal -> warnings.add("extension refused: " + refusal));
        hidden("kind", extensions.destinations(), Destinations.builtIn().keySet(), warnings);
        hidden("format", extensions.agentFormats(), AgentFormats.builtIn(), warnings);
        hidden("detector", extensions.detectors(), ScrubParser.DETECTORS, warnings);
    }

    private static <T> void hidden(
            String what, List<Extension<T>> provided, Collection<String> builtIn, List<String> warnings) {
        for (Extension<T> extension : provided) {
            if (builtIn.contains(extension.name())) {
                warnings.add("extension " + extension.file() + ": its " + what + " '" + extension.name()
                        + "' is not used, since the job has one of that name itself");
            }
        }
    }
}
