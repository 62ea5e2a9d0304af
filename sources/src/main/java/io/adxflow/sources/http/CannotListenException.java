package io.adxflow.sources.http;

import java.io.IOException;
import org.apache.flink.configuration.ConfigOption;

/** Thrown when an address cannot be bound, or has no certificate that can be used; the message names the reason and the option. */
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

    /** @param certificate what is wrong with it, and its option */
    CannotListenException(IOException certificate) {
        super(certificate.getMessage(), certificate);
        this.key = "";
    }

    /** The option that holds the address; empty when that is not the reason. */
    public String key() {
        return key;
    }
}
