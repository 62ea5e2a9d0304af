package io.adxflow.job.tables;

import io.adxflow.sinks.batch.TableSchema;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The columns of the tables that rows go to, as texts of {@link TableSchema}. */
public final class TableSchemas {
    /** Tables of our own; no metric's table has an underscore in its name. */
    public static final String NATIVE_HISTOGRAMS = "Prom_NativeHistograms";

    public static final String EXEMPLARS = "Prom_Exemplars";
    public static final String METADATA = "Prom_Metadata";
    public static final String START_TIMESTAMPS = "Prom_StartTimestamps";

    /** All of them. */
    public static final List<String> OWN_TABLES = List.of(NATIVE_HISTOGRAMS, EXEMPLARS, METADATA, START_TIMESTAMPS);

    private static final String SERIES = "Timestamp:datetime,SeriesId:long,Labels:dynamic";

    private static final String OWNERS = ",ScopeName:string,ScopeVersion:string,ScopeAttributes:dynamic"
            + ",ScopeDroppedAttributesCount:long,ScopeSchemaUrl:string,ResourceDroppedAttributesCount:long"
            + ",ResourceSchemaUrl:string,ResourceEntityRefs:dynamic";

    /** In the order in which {@link io.adxflow.job.otlp.LogRecordCsv} writes them. */
    private static final String LOGS = "Timestamp:datetime,ObservedTimestamp:datetime,TraceId:string,SpanId:string"
            + ",SeverityText:string,SeverityNumber:int,Body:dynamic,Resource:dynamic,Attributes:dynamic"
            + ",EventName:string,Flags:long,DroppedAttributesCount:long,TimeUnixNano:long,ObservedTimeUnixNano:long"
            + OWNERS;

    /** In the order in which {@link io.adxflow.job.otlp.SpanCsv} writes them. */
    private static final String TRACES =
            "TraceID:string,SpanID:string,ParentID:string,SpanName:string,SpanStatus:string"
                    + ",SpanKind:string,StartTime:datetime,EndTime:datetime,ResourceAttributes:dynamic"
                    + ",TraceAttributes:dynamic,Events:dynamic,Links:dynamic"
                    + ",SpanStatusMessage:string,TraceState:string,Flags:long,DurationNano:long,StartTimeUnixNano:long"
                    + ",DroppedAttributesCount:long,DroppedEventsCount:long,DroppedLinksCount:long"
                    + OWNERS;

    private TableSchemas() {}

    /** A metric's table: adx-mon's columns (schema/schema.go, NewMetricsSchema) and the lifted ones. */
    public static String metric(LiftedColumns lifted) {
        return SERIES + ",Value:real" + columns(lifted);
    }

    /** @param apart whether lifted columns that would meet a column of the table get another name, as in the two below */
    public static String nativeHistograms(LiftedColumns lifted, boolean apart) {
        return beside(
                SERIES + ",Name:string,Count:real,Sum:real,Schema:int,ZeroThreshold:real,ZeroCount:real"
                        + ",PositiveSpans:dynamic,PositiveCounts:dynamic,PositiveBounds:dynamic"
                        + ",NegativeSpans:dynamic,NegativeCounts:dynamic,NegativeBounds:dynamic"
                        + ",CustomValues:dynamic,ResetHint:string,IsFloat:bool,StartTimestamp:datetime",
                lifted,
                apart);
    }

    public static String exemplars(LiftedColumns lifted, boolean apart) {
        return beside(
                SERIES + ",Name:string,Value:real,ExemplarLabels:dynamic,TraceId:string,SpanId:string", lifted, apart);
    }

    public static String startTimestamps(LiftedColumns lifted, boolean apart) {
        return beside(SERIES + ",Name:string,StartTimestamp:datetime", lifted, apart);
    }

    /** A lifted column whose name the table has already is called {@code <name>Label} there. */
    private static String beside(String own, LiftedColumns lifted, boolean apart) {
        if (!apart) {
            return own + columns(lifted);
        }
        Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        TableSchema.parse(own).columns().forEach(column -> taken.add(column.name()));
        StringBuilder text = new StringBuilder(own);
        for (String column : lifted.columns()) {
            String name = column;
            while (!taken.add(name)) {
                name += "Label";
            }
            text.append(',').append(name).append(":string");
        }
        return text.toString();
    }

    public static String metadata() {
        return "Timestamp:datetime,Name:string,Type:string,Help:string,Unit:string";
    }

    /** A table that has a row for each version of the tables beside it. */
    public static String versions() {
        return "Timestamp:datetime,Database:string,Table:string,Version:long,Columns:dynamic,Kind:string,Unit:string,Help:string"
                + ",SchemaUrls:dynamic";
    }

    /**
     * A table of log records: adx-mon's columns (schema/schema.go, NewLogsSchema), what they leave out, and the lifted ones.
     *
     * @param lifted {@code ,name:type} for each
     */
    public static String logs(String lifted) {
        return LOGS + lifted;
    }

    /**
     * The table of spans: the columns of the OpenTelemetry Collector's exporter for Azure Data Explorer, what they leave out, and
     * the lifted ones.
     *
     * @param lifted {@code ,name:type} for each
     */
    public static String traces(String lifted) {
        return TRACES + lifted;
    }

    private static String columns(LiftedColumns lifted) {
        StringBuilder text = new StringBuilder();
        for (String column : lifted.columns()) {
            text.append(',').append(column).append(":string");
        }
        return text.toString();
    }
}
