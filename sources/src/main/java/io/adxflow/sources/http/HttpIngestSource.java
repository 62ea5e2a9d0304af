package io.adxflow.sources.http;

import io.adxflow.sources.control.ControlCoordinator;
import io.adxflow.sources.control.ControlSettings;
import io.adxflow.sources.control.ControlState;
import io.adxflow.sources.control.ControlStateSerializer;
import io.adxflow.sources.control.NoSplit;
import io.adxflow.sources.control.NoSplitSerializer;
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
 *   <li>what it took is in its own state, or durable, by the next checkpoint (this source's readers keep nothing in state: what they
 *       have not answered, their senders still have);
 *   <li>the job takes checkpoints.
 * </ul>
 *
 * <p>The rules under which requests become rows are {@linkplain ControlCoordinator the coordinator's}; each reader hands them on before
 * its first request, and a change of them between two requests.
 */
public final class HttpIngestSource
        implements Source<IngestElement, NoSplit, ControlState>, ResultTypeQueryable<IngestElement> {
    private final IngestSettings settings;
    private final ControlSettings control;
    private final TargetRules targets;
    private final ReaderCompanion companion;

    /** A source beside whose readers nothing goes on. */
    public HttpIngestSource(IngestSettings settings, ControlSettings control, TargetRules targets) {
        this(settings, control, targets, ReaderCompanion.NONE);
    }

    /** @param companion what goes on beside each reader */
    public HttpIngestSource(
            IngestSettings settings, ControlSettings control, TargetRules targets, ReaderCompanion companion) {
        this.settings = settings;
        this.control = control;
        this.targets = targets;
        this.companion = companion;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<IngestElement, NoSplit> createReader(SourceReaderContext context) {
        IngestSettings here = settings.onTaskManager(context.getConfiguration());
        return new HttpIngestReader(context, here, control, targets, IngestHub.jvm(), IngestClock.SYSTEM, companion);
    }

    @Override
    public SplitEnumerator<NoSplit, ControlState> createEnumerator(SplitEnumeratorContext<NoSplit> context) {
        return ControlCoordinator.create(context, control);
    }

    @Override
    public SplitEnumerator<NoSplit, ControlState> restoreEnumerator(
            SplitEnumeratorContext<NoSplit> context, ControlState checkpoint) {
        return ControlCoordinator.restore(context, control, checkpoint);
    }

    @Override
    public SimpleVersionedSerializer<NoSplit> getSplitSerializer() {
        return NoSplitSerializer.INSTANCE;
    }

    @Override
    public SimpleVersionedSerializer<ControlState> getEnumeratorCheckpointSerializer() {
        return ControlStateSerializer.INSTANCE;
    }

    @Override
    public TypeInformation<IngestElement> getProducedType() {
        return IngestElementTypeInfo.INSTANCE;
    }
}
