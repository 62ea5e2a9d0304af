package io.adxflow.job.cli.reference;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.job.cli.CliException;
import io.adxflow.job.cli.ExitCodes;
import io.adxflow.job.cli.Output;
import io.adxflow.job.config.Nearest;
import io.adxflow.job.ops.MetricCatalog;
import io.adxflow.job.ops.MetricCatalog.KnownMetric;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code options}: the reference of all keys, and of all metrics. */
@Command(
        name = "options",
        description = "Lists configuration keys: type, default, meaning. With --metrics, metrics.",
        footer = {
            "",
            "Examples:",
            "  ./adxflow options batch",
            "  ./adxflow options monikers.adx.auth",
            "  ./adxflow options --metrics ack --format json",
            "  ./adxflow options --format schema > pipeline.schema.json     (for editors)",
            "",
            "docs/configuration.md and docs/metrics.md are this command's output with --format markdown."
        })
public final class OptionsCommand implements Callable<Integer> {
    private static final String METRIC_PREFIX = "adxflow_";
    private static final JsonMapper JSON = new JsonMapper();

    private enum Format {
        text,
        json,
        markdown,
        schema
    }

    /** The keys' first one or two parts, as they are written up to a name of the user's. */
    static final class Prefixes implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            Set<String> prefixes = new TreeSet<>();
            for (String key : ReferenceKeys.names()) {
                int name = key.indexOf('<');
                prefixes.add(name < 0 ? key : key.substring(0, name));
                prefixes.add(key.substring(0, key.indexOf('.') < 0 ? key.length() : key.indexOf('.')));
            }
            return prefixes.iterator();
        }
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "PREFIX",
            completionCandidates = Prefixes.class,
            description = "Only those that begin like this; names of monikers and the like may be any.")
    String prefix = "";

    @Option(
            names = "--format",
            defaultValue = "text",
            description =
                    "${COMPLETION-CANDIDATES}; json is one object a line, markdown a whole page, schema the JSON Schema of the"
                            + " pipeline file (default: text).")
    Format format = Format.text;

    @Option(names = "--metrics", description = "The metrics instead of the keys.")
    boolean metrics;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws CliException {
        if ((format == Format.markdown || format == Format.schema) && !prefix.isEmpty()) {
            throw new CliException(ExitCodes.USAGE, "--format " + format + " is of all of them: leave out " + prefix);
        }
        Output.of(spec).print(metrics ? metricsText() : keysText());
        return ExitCodes.OK;
    }

    private String keysText() throws CliException {
        List<ReferenceKey> keys = ReferenceKeys.startingWith(prefix);
        if (keys.isEmpty()) {
            throw none("key", ReferenceKeys.names());
        }
        return switch (format) {
            case text -> Reference.optionsText(keys);
            case markdown -> Reference.optionsMarkdown();
            case schema -> PipelineSchema.text();
            case json -> {
                StringBuilder lines = new StringBuilder();
                keys.forEach(key -> lines.append(line(key)).append('\n'));
                yield lines.toString();
            }
        };
    }

    private String metricsText() throws CliException {
        String name = prefix.startsWith(METRIC_PREFIX) ? prefix.substring(METRIC_PREFIX.length()) : prefix;
        List<KnownMetric> found = MetricCatalog.metrics().values().stream()
                .filter(metric -> metric.name().startsWith(name))
                .toList();
        if (found.isEmpty()) {
            throw none("metric", MetricCatalog.metrics().keySet());
        }
        return switch (format) {
            case text -> Reference.metricsText(found);
            case markdown -> Reference.metricsMarkdown();
            case schema -> throw new CliException(ExitCodes.USAGE, "--format schema is of keys, not of metrics");
            case json -> {
                StringBuilder lines = new StringBuilder();
                found.forEach(metric -> lines.append(JSON.createObjectNode()
                                .put("metric", METRIC_PREFIX + metric.name())
                                .put("kind", metric.kind())
                                .put("description", metric.help()))
                        .append('\n'));
                yield lines.toString();
            }
        };
    }

    private CliException none(String what, Set<String> known) {
        return new CliException(
                ExitCodes.USAGE, "no " + what + " begins with '" + prefix + "'" + Nearest.hint(prefix, known));
    }

    private static ObjectNode line(ReferenceKey key) {
        ObjectNode line = JSON.createObjectNode().put("key", key.key());
        if (!key.kind().isEmpty()) {
            line.put("kind", key.kind());
        }
        if (!key.form().isEmpty()) {
            line.put("form", key.form());
        }
        if (!key.defaultText().isEmpty()) {
            line.put("default", key.defaultText());
        }
        return line.put("takesEffect", key.takesEffect()).put("description", key.description());
    }
}
