package io.adxflow.sinks.ledger;

/**
 * What rows can have become of, counted once per moniker that gets them. Rows come in on one side and are found on the other: summed
 * over the job, at one checkpoint, both sides are equal.
 */
public enum LedgerAccount {
    RECEIVED("received", true, "of bodies that could be read, whatever became of them"),
    REPLAYED("replayed", true, "from the body logs that a restored checkpoint names"),
    RESTORED_OPEN("restored_open", true, "in open batches of the restored checkpoint"),
    RESTORED_STAGING("restored_staging", true, "in sealed batches that were being staged"),
    RESTORED_COMMITTING("restored_committing", true, "in staged batches that were to be committed"),
    RESTORED_PARKED("restored_parked", true, "in batches that were parked, late or pending"),

    REJECTED("rejected", false, "refused, as their senders were told; once, whatever the monikers"),
    DEAD_LETTERED("dead_lettered", false, "that no table can take, kept as dead letters; once, whatever the monikers"),
    BUFFERED("buffered", false, "in table buffers"),
    OPEN("open", false, "in open batches"),
    STAGING("staging", false, "in sealed batches that are being staged"),
    COMMITTING("committing", false, "in batches handed to their commit and not settled"),
    LATE("late", false, "in batches delivered aside, since they were late"),
    PENDING("pending", false, "in batches that their destination is working on"),
    PARKED("parked", false, "in batches that wait for their destination"),
    COMMITTED("committed", false, "in committed batches"),
    MISSING("missing", false, "in batches taken as delivered, since their segments are gone"),
    DEAD("dead", false, "in batches set aside before their commit"),
    DROPPED("dropped", false, "in batches dropped by order"),
    FILTERED("filtered", false, "dropped by a rule of their namespace; once, whatever the monikers");

    private final String id;
    private final boolean in;
    private final String help;

    LedgerAccount(String id, boolean in, String help) {
        this.id = id;
        this.in = in;
        this.help = help;
    }

    /** Value of the label {@code account}. */
    public String id() {
        return id;
    }

    /** Value of the label {@code side}: where rows come from, or where they are. */
    public String side() {
        return in ? "in" : "out";
    }

    /** Which rows these are. */
    public String help() {
        return help;
    }
}
