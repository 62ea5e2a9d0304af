package io.adxflow.job.rows;

import io.adxflow.job.config.NamespaceSpec;
import java.io.Serializable;
import java.util.List;

/**
 * Everything besides a body that decides which rows it becomes and where they go. Kept in the state beside the positions of
 * the body log, because a replay must route as the first pass did.
 */
public record RowRules(List<NamespaceSpec> namespaces) implements Serializable {}
