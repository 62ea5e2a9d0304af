package io.adxflow.sinks.delivery;

/** How far a failed delivery reaches: what else would fail the same way, and so is left alone with it. */
public enum FailureScope {
    /** Everything of the moniker: it is away, or refuses us. */
    DESTINATION,
    /** The batches of one database: it is not there, or we may not write to it. */
    DATABASE,
    /** This batch and others of its table, for which nobody else should wait. */
    TABLE
}
