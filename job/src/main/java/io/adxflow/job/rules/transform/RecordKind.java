package io.adxflow.job.rules.transform;

import io.adxflow.job.otlp.LogRecordView;
import io.adxflow.job.otlp.RecordView;
import io.adxflow.job.otlp.SpanView;
import io.adxflow.kql.types.Schema;
import io.adxflow.sources.wire.ProtoReader;

/** Kinds of records that programs run over, and what their columns are called. */
public enum RecordKind {
    LOGS(LogRecordView.SCHEMA, "Attributes", "Resource", "Timestamp"),
    TRACES(SpanView.SCHEMA, "TraceAttributes", "ResourceAttributes", "StartTime");

    private final Schema schema;
    private final String attributes;
    private final String resource;
    private final String time;

    RecordKind(Schema schema, String attributes, String resource, String time) {
        this.schema = schema;
        this.attributes = attributes;
        this.resource = resource;
        this.time = time;
    }

    public Schema schema() {
        return schema;
    }

    /** The column of a record's own attributes. */
    public String attributes() {
        return attributes;
    }

    /** The column of its resource's attributes. */
    public String resource() {
        return resource;
    }

    /** The column of the time that a row is found by. */
    public String time() {
        return time;
    }

    /** Reads records of this kind. */
    public RecordView view(ProtoReader reader) {
        return this == LOGS ? new LogRecordView(reader) : new SpanView(reader);
    }
}
