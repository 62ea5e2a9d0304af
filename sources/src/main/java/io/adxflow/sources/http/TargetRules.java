package io.adxflow.sources.http;

import io.adxflow.sources.control.ControlDocument;
import java.io.Serializable;

/** Makes of a document what requests may name under it. */
@FunctionalInterface
public interface TargetRules extends Serializable {
    IngestTargets under(ControlDocument document);
}
