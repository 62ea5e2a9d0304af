package io.adxflow.job.cli.setup;

import java.util.Map;

/**
 * The text of a first pipeline file: little, and each line explained.
 *
 * @param settings values by their key under the moniker, in the order in which they stand
 * @param database of what names none
 * @param anywhere whether other machines may send
 * @param schema where the file's JSON Schema is, for editors; empty when nobody knows
 */
record FirstPipeline(
        FirstDestination destination, Map<String, String> settings, String database, boolean anywhere, String schema) {

    String text() {
        String host = anywhere ? "0.0.0.0" : "127.0.0.1";
        StringBuilder text = new StringBuilder();
        if (!schema.isEmpty()) {
            text.append("# yaml-language-server: $schema=").append(schema).append("\n\n");
        }
        text.append("# Where senders push to: Prometheus' remote write, OTLP by HTTP and by gRPC.\n");
        if (anywhere) {
            text.append(
                    "# Anybody who reaches these ports may write: see ingest.authentication in docs/security.md.\n");
        }
        text.append("ingest:\n");
        text.append("  http: ").append(host).append(":9201\n");
        text.append("  otlp-http: ").append(host).append(":4318\n");
        text.append("  otlp-grpc: ").append(host).append(":4317\n\n");
        text.append("# Where rows go. A moniker is a destination's name, which namespaces below refer to.\n");
        destination.grant().forEach(line -> text.append("# ")
                .append(line.replace("DATABASE", database))
                .append('\n'));
        text.append("monikers:\n  ").append(destination.name()).append(":\n");
        text.append("    kind: ").append(destination.kind()).append('\n');
        settings.forEach((key, value) -> text.append("    ")
                .append(key)
                .append(": ")
                .append(quoted(value))
                .append('\n'));
        text.append(
                "\n# What senders write under one name; default takes what names none. /n/NAME before a path names another.\n");
        text.append("namespaces:\n  default:\n    database: ")
                .append(quoted(database))
                .append('\n');
        text.append("    monikers: [").append(destination.name()).append("]\n");
        text.append("    # add-labels: {region: westeurope}    # on every series\n");
        text.append("    # lift-labels: [job, instance]        # columns of their own\n\n");
        text.append("# A batch is delivered when its oldest row is this old, or when it is large (batch.max-size).\n");
        text.append("batch:\n  max-age: 30s\n\n");
        text.append("# All other keys: ./adxflow options, docs/configuration.md, flink-conf/pipeline.yaml.\n");
        return text.toString();
    }

    /** As YAML takes for the same text whatever is in it. */
    private static String quoted(String value) {
        boolean plain = value.matches("[A-Za-z./][A-Za-z0-9:/._+-]*")
                && !value.endsWith(":")
                && !value.matches("(?i)true|false|null|yes|no|on|off|\\.inf|\\.nan");
        return plain ? value : "'" + value.replace("'", "''") + "'";
    }
}
