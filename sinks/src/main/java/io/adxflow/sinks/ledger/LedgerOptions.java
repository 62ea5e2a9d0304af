package io.adxflow.sinks.ledger;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** How often rows are accounted for. */
public final class LedgerOptions {
    public static final ConfigOption<Integer> CHECKPOINTS = ConfigOptions.key("ledger.checkpoints")
            .intType()
            .defaultValue(120)
            .withDescription(
                    "Every so many checkpoints all parts of the job take their figures for the row ledger, at the same"
                            + " checkpoint. Let several scrapes of the metrics lie in between.");

    private LedgerOptions() {}
}
