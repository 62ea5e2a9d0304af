package io.adxflow.sources.http;

import java.io.IOException;
import org.apache.flink.configuration.ConfigOption;

/** Thrown when an address cannot be bound; the message names the address, its option and the usual reason. */
public final class CannotListenException extends IOException {
    private final String key;

    CannotListenException(ConfigOption<String> option, IngestAddress address, Throwable cause) {
        super(
                "cannot listen on " + address + " (" + option.key() + "): " + cause.getMessage()
                        + ". Is another process there, or, in a session cluster, a job that ended less than "
                        + IngestOptions.LINGER.key() + " ago?",
                cause);
        this.key = option.key();
    }

    /** The option that holds the address. */
    public String key() {
        return key;
    }
}
