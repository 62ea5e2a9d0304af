package io.adxflow.job.bundle;

import io.adxflow.job.rows.RowRules;
import java.util.Map;

/**
 * What a document says about chunks.
 *
 * @param rows which rows bodies become, and where they go
 * @param definitions names of what the monikers are, by moniker, as {@link io.adxflow.sinks.batch.BatchKey#definition}; empty for
 *     rules of builds without versions
 */
public record RuleSet(RowRules rows, Map<String, String> definitions) {}
