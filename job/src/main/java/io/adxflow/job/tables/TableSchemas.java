package io.adxflow.job.tables;

import io.adxflow.sinks.batch.TableSchema;

/** The columns of the tables that rows of metrics go to, as texts of {@link TableSchema}. */
public final class TableSchemas {
    /** Tables of our own; no metric's table has an underscore in its name. */
    public static final String NATIVE_HISTOGRAMS = "Prom_NativeHistograms";

    public static final String EXEMPLARS = "Prom_Exemplars";
    public static final String METADATA = "Prom_Metadata";
    public static final String START_TIMESTAMPS = "Prom_StartTimestamps";

    private static final String SERIES = "Timestamp:datetime,SeriesId:long,Labels:dynamic";

    private TableSchemas() {}

    /** A metric's table: adx-mon's columns (schema/schema.go, NewMetricsSchema) and the lifted ones. */
    public static String metric(LiftedColumns lifted) {
        return SERIES + ",Value:real" + columns(lifted);
    }

    public static String nativeHistograms(LiftedColumns lifted) {
        return SERIES + ",Name:string,Count:real,Sum:real,Schema:int,ZeroThreshold:real,ZeroCount:real"
                + ",PositiveSpans:dynamic,PositiveCounts:dynamic,PositiveBounds:dynamic"
                + ",NegativeSpans:dynamic,NegativeCounts:dynamic,NegativeBounds:dynamic"
                + ",CustomValues:dynamic,ResetHint:string,IsFloat:bool,StartTimestamp:datetime"
                + columns(lifted);
    }

    public static String exemplars(LiftedColumns lifted) {
        return SERIES + ",Name:string,Value:real,ExemplarLabels:dynamic,TraceId:string,SpanId:string" + columns(lifted);
    }

    public static String startTimestamps(LiftedColumns lifted) {
        return SERIES + ",Name:string,StartTimestamp:datetime" + columns(lifted);
    }

    public static String metadata() {
        return "Timestamp:datetime,Name:string,Type:string,Help:string,Unit:string";
    }

    private static String columns(LiftedColumns lifted) {
        StringBuilder text = new StringBuilder();
        for (String column : lifted.columns()) {
            text.append(',').append(column).append(":string");
        }
        return text.toString();
    }
}
