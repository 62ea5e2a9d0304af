package io.adxflow.job.cli;

import io.adxflow.job.config.PipelineConfig;
import io.adxflow.job.web.HostPort;
import java.io.IOException;
import java.net.ServerSocket;
import org.apache.flink.configuration.ConfigOption;
import org.jspecify.annotations.Nullable;

/** Checks addresses before anything starts: Flink's own answer to a taken port is a stack trace, or a job that restarts for ever. */
final class ListenAddress {
    private ListenAddress() {}

    /** As {@link #free}, but null when the address is {@code off}. */
    static @Nullable HostPort freeUnlessOff(PipelineConfig config, ConfigOption<String> option, String flag)
            throws CliException {
        return config.options().get(option).strip().equalsIgnoreCase("off") ? null : free(config, option, flag);
    }

    /**
     * The configured address, which was free a moment ago.
     *
     * @param flag the command-line option that changes it, for messages
     * @throws CliException when it is no address, or cannot be listened on
     */
    static HostPort free(PipelineConfig config, ConfigOption<String> option, String flag) throws CliException {
        HostPort address;
        try {
            address = HostPort.parse(config.options().get(option));
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCodes.USAGE, option.key() + ": " + e.getMessage());
        }
        try (ServerSocket probe = new ServerSocket()) {
            // Connections of a run that was just killed linger in TIME_WAIT, which is no reason to refuse.
            probe.setReuseAddress(true);
            probe.bind(address.socketAddress());
            return address;
        } catch (IOException | IllegalArgumentException e) {
            throw new CliException(
                    ExitCodes.FAILED,
                    "cannot listen on " + address + " (" + e.getMessage() + ").\nChoose another address with " + flag
                            + " HOST:PORT, or with the key " + option.key() + ".");
        }
    }
}
