package io.adxflow.job.cli.control;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.job.cli.CliException;
import io.adxflow.job.cli.ExitCodes;
import io.adxflow.job.cli.Output;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code agents}: senders that shake hands with a job that runs. */
@Command(
        name = "agents",
        description =
                "Lists, enrols and revokes agents of a job that runs: senders that shake hands, or report by OpAMP.",
        footer = {
            "",
            "Examples:",
            "  ./adxflow agents list",
            "  ./adxflow agents enrol fleet-a --namespace team-a",
            "  ./adxflow agents revoke team-a web-1",
            "",
            "Exit codes: 0 done, 1 not done, 2 wrong arguments."
        })
public final class AgentsCommand implements Runnable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }

    @Command(
            name = "list",
            description = "Prints the agents that were seen by the process that is asked, with their last report.",
            mixinStandardHelpOptions = true)
    int list(@Mixin ControlFlags flags) throws CliException, InterruptedException {
        Output.of(spec).print(flags.client().get("agents"));
        return ExitCodes.OK;
    }

    @Command(
            name = "enrol",
            description = "Prints a token that agents shake hands with, to be kept in their configuration.",
            mixinStandardHelpOptions = true)
    int enrol(
            @Parameters(paramLabel = "NAME", description = "Whom it is for; by this name it is revoked.") String name,
            @Option(
                            names = "--namespace",
                            required = true,
                            split = ",",
                            paramLabel = "NAMESPACE",
                            description = "What the agents may belong to; * for any.")
                    List<String> namespaces,
            @Mixin ControlFlags flags)
            throws CliException, InterruptedException {
        ObjectNode body = JSON.createObjectNode().put("name", name);
        body.set("namespaces", JSON.valueToTree(new ArrayList<>(namespaces)));
        Output.of(spec).print(flags.client().post("enrolments", body.toString()));
        return ExitCodes.OK;
    }

    @Command(
            name = "revoke",
            description =
                    "Refuses an agent from now on, and returns when every reader does. Needs control.source: api.",
            mixinStandardHelpOptions = true)
    int revoke(
            @Parameters(paramLabel = "NAMESPACE") String namespace,
            @Parameters(paramLabel = "AGENT") String agent,
            @Mixin ControlFlags flags)
            throws CliException, InterruptedException {
        Output.of(spec)
                .print(flags.client().post("agents/" + encoded(namespace) + "/" + encoded(agent) + "/revoke", ""));
        return ExitCodes.OK;
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }
}
