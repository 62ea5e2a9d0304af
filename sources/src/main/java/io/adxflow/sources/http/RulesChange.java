package io.adxflow.sources.http;

import io.adxflow.sources.control.ControlDocument;
import io.adxflow.sources.control.DocumentVersion;

/**
 * From here on requests become rows under this document. Comes before a task's first request, and between two requests.
 *
 * @param targets what requests may name under it
 * @param stop the same in all of a task; the operator tells it of a stop's snapshot
 */
public record RulesChange(DocumentVersion version, ControlDocument document, IngestTargets targets, StopSavepoint stop)
        implements IngestElement {}
