package io.adxflow.job.cli;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.OptionRegistry;
import io.adxflow.job.config.PipelineConfig;
import io.adxflow.sinks.delivery.MonikerSpec;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code validate}: all that is wrong with a configuration, or what it says. */
@Command(
        name = "validate",
        description = "Checks a configuration: lists every problem, or says what it amounts to.",
        footer = {
            "",
            "Examples:",
            "  ./adxflow validate --config flink-conf/pipeline.yaml",
            "  ./adxflow validate --set batch.max-age=10s",
            "",
            "Exit codes: 0 valid, 2 not."
        })
final class ValidateCommand implements Callable<Integer> {
    @Mixin
    ConfigFlags configFlags = new ConfigFlags();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws CliException {
        PipelineConfig config = configFlags.load(List.of(), List.of());
        Output out = Output.of(spec);
        config.warnings().forEach(warning -> out.println("warning: " + warning));
        out.println("ok: " + Text.plural(config.options().keySet().size(), "key") + " set, "
                + (OptionRegistry.options().size() - config.options().keySet().size()) + " by default");
        for (NamespaceSpec namespace : config.namespaces().values()) {
            out.println("  namespace " + namespace.name() + ": database " + namespace.database() + " (allowed: "
                    + String.join(", ", namespace.databases()) + ") to " + String.join(", ", namespace.monikers()));
        }
        for (MonikerSpec moniker : config.monikers().values()) {
            out.println("  moniker " + moniker.name() + ": kind " + moniker.kind() + keys(moniker));
        }
        return ExitCodes.OK;
    }

    /** Names only: values may be secret. */
    private static String keys(MonikerSpec moniker) {
        return moniker.options().isEmpty()
                ? ""
                : ", with "
                        + String.join(
                                ", ",
                                moniker.options().keySet().stream().sorted().toList());
    }
}
