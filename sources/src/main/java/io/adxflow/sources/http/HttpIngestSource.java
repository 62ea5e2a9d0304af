package io.adxflow.sources.http;

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
 * Receives over HTTP and gRPC. A sender's 2xx leaves once the checkpoint is complete that holds what its request brought; this
 * rests on:
 *
 * <ul>
 *   <li>the next operator is chained to the source and sets the request's outcome before its {@code processElement} returns;
 *   <li>what it took is in its own state, or durable, by the next checkpoint (this source keeps nothing in state: what it has not
 *       answered, its senders still have);
 *   <li>the job takes checkpoints.
 * </ul>
 */
public final class HttpIngestSource
        implements Source<IngestRequest, NoSplit, Integer>, ResultTypeQueryable<IngestRequest> {
    private final IngestSettings settings;
    private final IngestTargets targets;

    public HttpIngestSource(IngestSettings settings, IngestTargets targets) {
        this.settings = settings;
        this.targets = targets;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<IngestRequest, NoSplit> createReader(SourceReaderContext context) {
        IngestSettings here = settings.onTaskManager(context.getConfiguration());
        return new HttpIngestReader(context, here, targets, IngestHub.jvm(), IngestClock.SYSTEM);
    }

    @Override
    public SplitEnumerator<NoSplit, Integer> createEnumerator(SplitEnumeratorContext<NoSplit> context) {
        return new NoSplitEnumerator();
    }

    @Override
    public SplitEnumerator<NoSplit, Integer> restoreEnumerator(
            SplitEnumeratorContext<NoSplit> context, Integer checkpoint) {
        return new NoSplitEnumerator();
    }

    @Override
    public SimpleVersionedSerializer<NoSplit> getSplitSerializer() {
        return new NothingSerializer<>(() -> {
            throw new IllegalStateException("the HTTP source has no splits");
        });
    }

    @Override
    public SimpleVersionedSerializer<Integer> getEnumeratorCheckpointSerializer() {
        return new NothingSerializer<>(() -> NoSplitEnumerator.NOTHING);
    }

    @Override
    public TypeInformation<IngestRequest> getProducedType() {
        return IngestRequestTypeInfo.INSTANCE;
    }
}
