package io.adxflow.sources.listen;

import java.util.List;
import org.apache.flink.api.connector.source.SourceEvent;

/** From a reader: a checkpoint is complete that holds all of these splits. May come again. */
record SplitFinished(List<BlobKey> splits) implements SourceEvent {
    SplitFinished {
        splits = List.copyOf(splits);
    }
}
