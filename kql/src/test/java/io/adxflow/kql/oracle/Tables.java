package io.adxflow.kql.oracle;

import io.adxflow.kql.bind.Catalog.StoredFunction;
import io.adxflow.kql.bind.MapCatalog;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Catalogs of tables for tests: the ones that docs/tables.md describes with our stored functions, and small ones of all types. */
final class Tables {
    private static final Pattern FUNCTION =
            Pattern.compile("\\.create-or-alter function with \\(.*?\\) (\\w+)(\\(.*?\\)) (\\{.*)", Pattern.DOTALL);
    private static final Pattern METRIC =
            Pattern.compile("^(?:let \\w+ = )?(?:toscalar\\()?([A-Z]\\w+)", Pattern.MULTILINE);
    private static final String SERIES = "Timestamp:datetime, SeriesId:long, Labels:dynamic";
    private static final String LIFTED = ", Cluster:string, Host:string";

    private Tables() {}

    static Path root() {
        return Path.of(System.getProperty("adxflow.root", ".."));
    }

    static Schema schema(String columns) {
        List<Column> all = new ArrayList<>();
        for (String column : columns.split(",")) {
            String[] words = column.strip().split(":");
            all.add(new Column(words[0], KqlType.ofKeyword(words[1])));
        }
        return new Schema(all);
    }

    /** Two databases with tables of all types. */
    static MapCatalog small() {
        return new MapCatalog("Metrics")
                .table(
                        "Metrics",
                        "T",
                        schema(
                                "Timestamp:datetime, SeriesId:long, Labels:dynamic, Value:real, Host:string, n:int, b:bool, g:guid,"
                                        + " ts:timespan, dec:decimal"))
                .table("Metrics", "U", schema("Timestamp:datetime, SeriesId:long, Host:int, Name:string"))
                .table("Metrics", "HttpRequestsTotal", schema(SERIES + ", Value:real"))
                .table("Logs", "L", schema("Timestamp:datetime, Body:dynamic"))
                .function(
                        "Metrics",
                        new StoredFunction(
                                "prom_rate",
                                "(T:(Timestamp:datetime, SeriesId:long, Labels:dynamic, Value:real), interval:timespan=1m)",
                                "{ T | extend x = 1 }"));
    }

    /** The tables of docs/tables.md, a metric's table for each name that queries begin with, and our stored functions. */
    static MapCatalog shipped(List<String> queries) throws IOException {
        MapCatalog catalog = new MapCatalog("Metrics");
        for (String query : queries) {
            Matcher metric = METRIC.matcher(query);
            while (metric.find()) {
                catalog.table("Metrics", metric.group(1), schema(SERIES + ", Value:real" + LIFTED));
            }
        }
        for (String metric :
                List.of("KubePodContainerResourceRequests", "AdxmonIngestorHealthCheck", "HttpRequestsTotal")) {
            catalog.table("Metrics", metric, schema(SERIES + ", Value:real" + LIFTED));
        }
        catalog.table(
                "Metrics",
                "Prom_NativeHistograms",
                schema(SERIES + ", Name:string, Count:real, Sum:real, Schema:int, ZeroThreshold:real, ZeroCount:real,"
                        + " PositiveSpans:dynamic, PositiveCounts:dynamic, PositiveBounds:dynamic, NegativeSpans:dynamic,"
                        + " NegativeCounts:dynamic, NegativeBounds:dynamic, CustomValues:dynamic, ResetHint:string, IsFloat:bool,"
                        + " StartTimestamp:datetime" + LIFTED));
        catalog.table(
                "Metrics",
                "Prom_Exemplars",
                schema(SERIES + ", Name:string, Value:real, ExemplarLabels:dynamic, TraceId:string, SpanId:string"
                        + LIFTED));
        catalog.table(
                "Metrics", "Prom_StartTimestamps", schema(SERIES + ", Name:string, StartTimestamp:datetime" + LIFTED));
        catalog.table(
                "Metrics",
                "Prom_Metadata",
                schema("Timestamp:datetime, Name:string, Type:string, Help:string, Unit:string"));
        catalog.table(
                "Metrics",
                "AdxflowSchemas",
                schema("Timestamp:datetime, Database:string, Table:string, Version:long, Columns:dynamic, Kind:string,"
                        + " Unit:string, Help:string, SchemaUrls:dynamic"));
        catalog.table(
                "Metrics",
                "OTelLogs",
                schema(
                        "Timestamp:datetime, ObservedTimestamp:datetime, TraceId:string, SpanId:string, SeverityText:string,"
                                + " SeverityNumber:int, Body:dynamic, Resource:dynamic, Attributes:dynamic, EventName:string, Flags:long"));
        catalog.table(
                "Metrics",
                "OTelTraces",
                schema(
                        "TraceID:string, SpanID:string, ParentID:string, SpanName:string, SpanStatus:string, SpanKind:string,"
                                + " StartTime:datetime, EndTime:datetime, ResourceAttributes:dynamic, TraceAttributes:dynamic,"
                                + " Events:dynamic, Links:dynamic, SpanStatusMessage:string, TraceState:string, Flags:long, DurationNano:long"));
        functions().forEach(function -> catalog.function("Metrics", function));
        return catalog;
    }

    /** The functions that the destination creates in a database. */
    static List<StoredFunction> functions() throws IOException {
        Path folder = root().resolve("sinks/src/main/resources/io/adxflow/sinks/functions");
        List<StoredFunction> functions = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".kql"))
                    .sorted()
                    .toList()) {
                Matcher command = FUNCTION.matcher(Files.readString(file).strip());
                if (!command.matches()) {
                    throw new IOException("no function in " + file);
                }
                functions.add(new StoredFunction(command.group(1), command.group(2), command.group(3)));
            }
        }
        return functions;
    }
}
