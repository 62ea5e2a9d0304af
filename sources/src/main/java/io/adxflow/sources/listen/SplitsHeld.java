package io.adxflow.sources.listen;

import java.util.List;
import org.apache.flink.api.connector.source.SourceEvent;

/** From a reader that begins: the splits that its state brought back, all it has. */
record SplitsHeld(List<BlobKey> splits) implements SourceEvent {
    SplitsHeld {
        splits = List.copyOf(splits);
    }
}
