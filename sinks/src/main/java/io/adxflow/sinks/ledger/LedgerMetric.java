package io.adxflow.sinks.ledger;

/** The ledger's metrics. */
public enum LedgerMetric {
    ROWS(
            "ledger_rows",
            "Rows of this attempt of the job, once per moniker, by side (in, out) and account, all as of the checkpoint that"
                    + " ledger_checkpoint names; the sums of both sides are equal. See the accounts below."),
    CHECKPOINT(
            "ledger_checkpoint",
            "The checkpoint at whose barrier a part of the job took its figures for ledger_rows, by part; 0 before the first.");

    private final String id;
    private final String help;

    LedgerMetric(String id, String help) {
        this.id = id;
        this.help = help;
    }

    /** Its name below the {@code adxflow} metric group. */
    public String id() {
        return id;
    }

    public String help() {
        return help;
    }
}
