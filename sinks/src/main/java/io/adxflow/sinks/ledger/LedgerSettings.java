package io.adxflow.sinks.ledger;

import java.io.Serializable;
import org.apache.flink.configuration.ReadableConfig;

/**
 * {@link LedgerOptions}, typed.
 *
 * @param everyCheckpoints at least 1
 */
public record LedgerSettings(int everyCheckpoints) implements Serializable {
    public LedgerSettings {
        if (everyCheckpoints < 1) {
            throw new IllegalArgumentException(
                    LedgerOptions.CHECKPOINTS.key() + ": " + everyCheckpoints + " (expected: 1 or more)");
        }
    }

    public static LedgerSettings from(ReadableConfig config) {
        return new LedgerSettings(config.get(LedgerOptions.CHECKPOINTS));
    }

    public static LedgerSettings defaults() {
        return new LedgerSettings(LedgerOptions.CHECKPOINTS.defaultValue());
    }
}
