package io.adxflow.job.bundle;

import io.adxflow.sources.control.ControlDocument;
import java.io.IOException;
import java.io.Serializable;

/** What documents say about rows. Thread-safe. */
public interface RuleBook extends Serializable {

    /** The rules of a document at hand. */
    RuleSet of(ControlDocument document);

    /**
     * The rules of a document that a checkpoint names. Blocks.
     *
     * @param version of the code that made rows under it, as {@link io.adxflow.job.rows.RowRules#version}
     * @throws IOException when it is not there, or cannot be read: without it nobody knows which rows its bodies became
     */
    RuleSet named(String hash, int version) throws IOException;

    /**
     * Says to whoever follows in this JVM that a document is in force.
     *
     * @param durable whether a completed checkpoint holds that
     */
    void inForce(ControlDocument document, boolean durable);
}
