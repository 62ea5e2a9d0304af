package io.adxflow.job.config;

import io.adxflow.job.config.DestinationKinds.KindOption;
import java.util.List;
import java.util.Map;

/** What {@code listen.<name>.<key>} may set, with the words that the reference has for it. */
public final class ListenKeys {
    /** Kinds of monikers that can be listened on. */
    static final List<String> KINDS = List.of("directory", "blob", "pair", "eventhubs");

    static final List<String> FORMATS =
            List.of("auto", "csv", "jsonl", "parquet", "archive", "otlp-logs", "otlp-traces", "otlp-metrics");

    private static final List<KindOption> ALL = List.of(
            new KindOption(
                    "moniker",
                    "none, must be set",
                    "What to listen on: a moniker of kind directory or blob (files and blobs are listed), pair (blobs"
                            + " that its hubs tell of) or eventhubs (the topic's events themselves). Another job's"
                            + " destination, as a rule: not one that this job writes to."),
            new KindOption(
                    "queue",
                    "none: the container is listed",
                    "Of a moniker of kind blob: a storage queue with notifications of its blobs, such as"
                            + " https://account.queue.core.windows.net/created (with a connection string its name). It is read as the"
                            + " moniker; a message is deleted when its blobs are taken."),
            new KindOption("namespace", "default", "Whose subscriptions and scrubbing the rows are under."),
            new KindOption(
                    "database",
                    "what the blob or event says, else the namespace's",
                    "Where the rows go. The namespace must allow it."),
            new KindOption(
                    "table",
                    "what the blob or event says, else the name of the blob's folder",
                    "The table that the rows are of."),
            new KindOption(
                    "schema",
                    "what the notification, the blob's _schema.json or a header says",
                    "Columns of the rows, name:type,name:type, with the types of Kusto."),
            new KindOption(
                    "format",
                    "auto",
                    "csv, jsonl or parquet; auto goes by the blob's name (.csv, .jsonl, .ndjson, .json, with .gz or .zst or"
                            + " without; .parquet), of events it is jsonl. archive: bodies as archive.enabled keeps them, each for the"
                            + " namespace and database that it was sent to. Of events also otlp-logs, otlp-traces, otlp-metrics: an"
                            + " OTLP request in protobuf each."),
            new KindOption(
                    "header",
                    "auto",
                    "Of CSV: whether the first line names the columns. auto: when all of it is name:type."),
            new KindOption("interval", "10s", "Between two looks for more."),
            new KindOption(
                    "settle",
                    "0s",
                    "Of directories: files that were written later than so long ago are left for the next look, for"
                            + " writers that do not rename."),
            new KindOption(
                    "remember",
                    "7d",
                    "How long a blob, by its name and ETag, is known after it was last seen, so that it is taken once."
                            + " Longer than a notification can come again."),
            new KindOption(
                    "max-remembered",
                    "100000",
                    "How many blobs are known at most: beyond it nothing more is taken until some are forgotten."));

    private static final Map<String, List<String>> OF_KINDS =
            Map.of("settle", List.of("directory"), "queue", List.of("blob"));

    private ListenKeys() {}

    /** All of them, in the order in which they are explained. */
    public static List<KindOption> all() {
        return ALL;
    }

    static List<String> names() {
        return ALL.stream().map(KindOption::key).toList();
    }

    /** The kinds that a key is for; none for all. */
    static List<String> kindsOf(String key) {
        return OF_KINDS.getOrDefault(key, List.of());
    }
}
