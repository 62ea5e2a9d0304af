package io.adxflow.sources.listen;

import io.adxflow.sources.http.IngestElement;
import io.adxflow.sources.http.IngestElementTypeInfo;
import io.adxflow.sources.http.IngestHub;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Takes in blobs and topics, each row once. This rests on:
 *
 * <ul>
 *   <li>the next operator is chained to the source, and what it took is in its own state, or durable, by the next checkpoint, which
 *       also holds how far each split is read;
 *   <li>a blob is known by its name and ETag for as long as it can be found again.
 * </ul>
 *
 * <p>The rules under which it becomes rows are those of the job's source of requests.
 */
public final class ListenSource
        implements Source<IngestElement, ListenSplit, ListenState>, ResultTypeQueryable<IngestElement> {
    private static final long serialVersionUID = 1L;

    private final ListenSettings settings;

    public ListenSource(ListenSettings settings) {
        this.settings = settings;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<IngestElement, ListenSplit> createReader(SourceReaderContext context) {
        ListenDoor door = new ProcessDoor(
                () -> IngestHub.jvm().door(settings.address()), IngestHub.jvm()::nanos, context.currentParallelism());
        return new ListenReader(context, settings, door, System::currentTimeMillis);
    }

    @Override
    public SplitEnumerator<ListenSplit, ListenState> createEnumerator(SplitEnumeratorContext<ListenSplit> context) {
        return restoreEnumerator(context, ListenState.NONE);
    }

    @Override
    public SplitEnumerator<ListenSplit, ListenState> restoreEnumerator(
            SplitEnumeratorContext<ListenSplit> context, ListenState checkpoint) {
        return new ListenEnumerator(context, settings, checkpoint, System::currentTimeMillis);
    }

    @Override
    public SimpleVersionedSerializer<ListenSplit> getSplitSerializer() {
        return ListenSplitSerializer.INSTANCE;
    }

    @Override
    public SimpleVersionedSerializer<ListenState> getEnumeratorCheckpointSerializer() {
        return ListenStateSerializer.INSTANCE;
    }

    @Override
    public TypeInformation<IngestElement> getProducedType() {
        return IngestElementTypeInfo.INSTANCE;
    }
}
