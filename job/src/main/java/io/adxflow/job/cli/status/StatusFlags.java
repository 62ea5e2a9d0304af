package io.adxflow.job.cli.status;

import io.adxflow.job.cli.CliException;
import io.adxflow.job.cli.ExitCodes;
import io.adxflow.job.cli.control.ControlLogin;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which ops endpoint is asked, and how the command proves itself to it. */
final class StatusFlags {
    @Option(
            names = "--ops",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:9202",
            description = "The ops endpoint (ops.http), or its URL. Default: ${DEFAULT-VALUE}.")
    String ops = "127.0.0.1:9202";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "File whose first line is a token that the endpoint knows, where ops.authentication asks for one.")
    @Nullable
    Path tokenFile;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "PEM file with the authority of the endpoint's certificate. Default: those that Java knows.")
    @Nullable
    Path ca;

    /** @throws CliException when a flag cannot be used */
    StatusClient client() throws CliException {
        try {
            URI base = URI.create(ops.contains("://") ? ops : "http://" + ops);
            if (base.getHost() == null) {
                throw new IllegalArgumentException("no host");
            }
            return new StatusClient(base, ControlLogin.from(tokenFile, ca));
        } catch (IllegalArgumentException e) {
            throw new CliException(
                    ExitCodes.USAGE, "--ops: '" + ops + "' is no address (expected: HOST:PORT, or a URL)");
        }
    }
}
