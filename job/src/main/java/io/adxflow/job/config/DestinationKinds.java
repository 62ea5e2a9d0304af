package io.adxflow.job.config;

import io.adxflow.sinks.delivery.DestinationFactory;
import io.adxflow.sinks.delivery.Destinations;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.delivery.RateLimits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The kinds of destination there are, with what people are told of each; the factories themselves check the values. */
public final class DestinationKinds {
    /** What {@code monikers.<name>.<key>} may set for a kind. */
    public record KindOption(String key, String defaultText, String description) {}

    /** A kind and its options. */
    public record Kind(String name, String description, List<KindOption> options) {
        /** The keys that may stand under a moniker of this kind, {@code kind} first. */
        List<String> keys() {
            List<String> keys = new ArrayList<>(List.of("kind"));
            options.forEach(option -> keys.add(option.key()));
            COMMON.forEach(option -> keys.add(option.key()));
            return keys;
        }
    }

    /** What every kind has. */
    private static final List<KindOption> COMMON = List.of(
            new KindOption(
                    RateLimits.KEY,
                    "no limit",
                    "How much goes there at most, on average over a second: any of bytes (compressed), requests and batches, such as"
                            + " 50mb/s, 20 requests/s, 5 batches/s. What is above waits; nothing has failed."),
            new KindOption(
                    MonikerSpec.STANDBY,
                    "none",
                    "Moniker of kind directory or blob in whose place the bytes of batches wait that are parked for longer than"
                            + " standby.after, or over standby.share."));

    private static final Map<String, Kind> KINDS =
            byName(directory(), kusto(), blob(), EventKinds.eventhubs(), EventKinds.cosmos(), EventKinds.pair());

    private static Kind directory() {
        return new Kind(
                "directory",
                "Compressed CSV files in a folder: <path>/<database>/<table>/<batch>.t<min>_<max>.csv.gz.",
                List.of(new KindOption(
                        "path",
                        "tables in storage.directory",
                        "The folder, a path on a disk that every TaskManager sees.")));
    }

    private static Kind kusto() {
        return new Kind(
                "kusto",
                "Tables of an Azure Data Explorer cluster.",
                List.of(
                        new KindOption(
                                "endpoint",
                                "none, must be set",
                                "The cluster's URL, such as https://name.region.kusto.windows.net, or "
                                        + "http://localhost:PORT for a stand-in on this host."),
                        new KindOption(
                                "ingest-endpoint",
                                "https://ingest-<host of endpoint>; endpoint itself on localhost",
                                "URL of the cluster's data management service."),
                        new KindOption(
                                "auth",
                                "none with http://localhost, else must be set",
                                "Who to be: none, workload-identity, managed-identity, client-secret, client-certificate, "
                                        + "azure-cli. It needs the role Database Ingestor, and Database Admin to make tables and "
                                        + "policies."),
                        new KindOption(
                                "tenant-id",
                                "none",
                                "Tenant of the identity; with client-secret and client-certificate."),
                        new KindOption(
                                "client-id",
                                "none",
                                "Application or user-assigned identity to be; none is the host's own with managed- "
                                        + "identity."),
                        new KindOption(
                                "client-secret-env",
                                "none",
                                "With client-secret: the environment variable that holds the secret."),
                        new KindOption(
                                "client-secret-file", "none", "With client-secret: the file that holds the secret."),
                        new KindOption(
                                "certificate-file",
                                "none",
                                "With client-certificate: a PEM file with certificate and key."),
                        new KindOption("authority", "the public cloud's", "Login URL of another cloud."),
                        new KindOption(
                                "mode",
                                "queued",
                                "How blobs get into their tables. queued: by messages to the data management service, "
                                        + "which gathers small blobs; a verdict comes later. direct: by one command to the engine "
                                        + "per blob, with its verdict."),
                        new KindOption(
                                "tag-min-size",
                                "64mb",
                                "CSV bytes from which on a queued batch carries an ingest-by tag, so that it is ingested "
                                        + "once whatever is sent twice. The service ingests a blob with a tag alone, which is "
                                        + "wasteful for smaller ones: for those a crash between message and marker can double the "
                                        + "batch. 0 tags all."),
                        new KindOption(
                                "staging-container",
                                "containers that the cluster lends",
                                "URL of an own blob container to stage in. The identity needs Storage Blob Data "
                                        + "Contributor on it; the cluster reads it with the SAS, or as staging-reader."),
                        new KindOption(
                                "staging-sas-env",
                                "none, the identity is used",
                                "The environment variable that holds a SAS of staging-container, good for reading, "
                                        + "writing and deleting."),
                        new KindOption(
                                "staging-reader",
                                "system",
                                "Without a SAS, the cluster's managed identity that reads staging-container: system or an "
                                        + "object id. It needs Storage Blob Data Reader, and a managed identity policy for "
                                        + "NativeIngestion."),
                        new KindOption(
                                "blob-retention",
                                "7d",
                                "Age at which blobs in staging-container are deleted, at the start of a job, once they have a "
                                        + "verdict. They are how "
                                        + "a commit is recognised when it is repeated. Queued batches without a verdict "
                                        + "are set aside at this age."),
                        new KindOption("block-size", "4mb", "Bytes of one block of an upload, 64 kB to 256 MB."),
                        new KindOption(
                                "parallel-blocks",
                                "4",
                                "Blocks on their way at once, of all batches together; this times block-size is the "
                                        + "memory of uploads."),
                        new KindOption(
                                "max-concurrent-ingestions",
                                "8",
                                "In mode direct: operations that the engine works on at once for this destination. More "
                                        + "wait their turn."),
                        new KindOption(
                                "confirm-interval",
                                "10s",
                                "In mode queued: pause between two looks at the cluster's verdicts, and before a failed "
                                        + "batch is queued again for the first time."),
                        new KindOption(
                                "confirm-timeout",
                                "30min",
                                "In mode queued: time after which a batch without a verdict is overdue. One with a tag is "
                                        + "queued again then. Longer than the service may gather blobs for."),
                        new KindOption(
                                "confirm-attempts",
                                "20",
                                "In mode queued: messages of one batch, after which a transient failure counts as permanent. "
                                        + "Pauses double from confirm-interval to 10 min, so 20 take more than two hours."),
                        new KindOption(
                                "create-tables",
                                "true",
                                "Make tables and add columns. With false they must exist; mappings are made all the same."),
                        new KindOption(
                                "retention",
                                "left as it is",
                                "Soft-delete period of the databases' data, such as 90d."),
                        new KindOption(
                                "hot-cache",
                                "left as it is",
                                "How much of it is kept on the nodes' disks, such as 7d."),
                        new KindOption(
                                "batching-max-time",
                                "left as it is",
                                "Longest time for which the service gathers blobs of a table, 10 s at least."),
                        new KindOption("batching-max-items", "left as it is", "Most blobs that the service gathers."),
                        new KindOption(
                                "batching-max-size",
                                "left as it is",
                                "Most CSV bytes that the service gathers, 100 MB at least.")));
    }

    private static Kind blob() {
        return new Kind(
                "blob",
                "Files in a container of Azure Blob Storage or Data Lake Storage Gen2: <prefix>/<database>/<table>/dt=YYYY-MM-DD/"
                        + "hh=HH/<batch>.t<min>_<max>.csv.gz or .parquet, with _schema.json beside and a _manifest of all.",
                List.of(
                        new KindOption(
                                "container",
                                "none, must be set",
                                "The container's URL, such as https://account.blob.core.windows.net/lake (also for accounts with"
                                        + " a hierarchical namespace); with a connection string its name."),
                        new KindOption("prefix", "none", "Folders before all names."),
                        new KindOption("format", "csv", "csv (gzip) or parquet (zstd, typed columns)."),
                        new KindOption(
                                "auth",
                                "none with a secret, else must be set",
                                "Who to be: workload-identity, managed-identity, client-secret, client-certificate, azure-cli. It"
                                        + " needs Storage Blob Data Contributor on the container (for index tags Storage Blob Data"
                                        + " Owner)."),
                        new KindOption(
                                "tenant-id",
                                "none",
                                "Tenant of the identity; with client-secret and client-certificate."),
                        new KindOption(
                                "client-id",
                                "none",
                                "Application or user-assigned identity to be; none is the host's own with managed-identity."),
                        new KindOption(
                                "client-secret-env",
                                "none",
                                "With client-secret: the environment variable that holds the secret."),
                        new KindOption(
                                "client-secret-file", "none", "With client-secret: the file that holds the secret."),
                        new KindOption(
                                "certificate-file",
                                "none",
                                "With client-certificate: a PEM file with certificate and key."),
                        new KindOption("authority", "the public cloud's", "Login URL of another cloud."),
                        new KindOption(
                                "sas-env",
                                "none",
                                "The environment variable that holds a SAS of the container with racwdl, and t for index tags."),
                        new KindOption(
                                "sas-file",
                                "none",
                                "The file that holds it. A signature that is renewed there is taken up without a restart."),
                        new KindOption(
                                "connection-string-env",
                                "none",
                                "The environment variable that holds a connection string of the account."),
                        new KindOption("connection-string-file", "none", "The file that holds it."),
                        new KindOption(
                                "hierarchical",
                                "false",
                                "The account has a hierarchical namespace: there are no index tags then."),
                        new KindOption(
                                "index-tags",
                                "true, false with hierarchical",
                                "Give each blob index tags: database, table, schema, rows, from, to."),
                        new KindOption(
                                "single-put-size",
                                "256kb",
                                "Compressed bytes up to which a batch goes up in one request at its commit, instead of in blocks"
                                        + " before."),
                        new KindOption(
                                "share-below",
                                "0, never",
                                "Compressed bytes below which batches of a round, of whatever tables, go up in one blob together, up to"
                                        + " 1 MB; with csv only. Their lines in the manifest say where in it each stands. Not for a"
                                        + " pair, nor for a container that is listened to."),
                        new KindOption("block-size", "4mb", "Bytes of one block of an upload, 64 kB to 256 MB."),
                        new KindOption(
                                "parallel-blocks",
                                "4",
                                "Blocks on their way at once, of all batches together; this times block-size is the memory of"
                                        + " uploads."),
                        new KindOption(
                                "row-group-size",
                                "8mb",
                                "Of Parquet: memory of a row group, 1 to 256 MB. Two batches are converted at a time."),
                        new KindOption(
                                "timestamp-unit",
                                "micros",
                                "Of Parquet: micros, which all readers know, or nanos, which keeps the ticks of 100 ns and only the"
                                        + " years 1677 to 2262.")));
    }

    private DestinationKinds() {}

    /** All kinds of the job itself by name, ordered by name. */
    public static Map<String, Kind> kinds() {
        return KINDS;
    }

    /** What {@code monikers.<name>.<key>} may set for any kind. */
    public static List<KindOption> common() {
        return COMMON;
    }

    /** What checks and opens destinations of a kind, or null when there is no such kind. */
    static @Nullable DestinationFactory factory(String kind) {
        return Destinations.factories().get(kind);
    }

    /** Whether it is not the job's own. */
    static boolean isOfExtension(String kind) {
        return !KINDS.containsKey(kind);
    }

    /** What people are told of a kind, or null when nobody tells anything. */
    static @Nullable Kind kind(String name) {
        Kind known = KINDS.get(name);
        DestinationFactory factory = known == null ? factory(name) : null;
        DestinationFactory.Description told = factory == null ? null : factory.describe();
        return told == null ? known : new Kind(name, told.text(), options(told));
    }

    private static List<KindOption> options(DestinationFactory.Description told) {
        return told.options().stream()
                .map(option -> new KindOption(option.key(), option.defaultText(), option.description()))
                .toList();
    }

    /** Names of all kinds that work here, ordered. */
    static Collection<String> names() {
        return Destinations.factories().keySet();
    }

    private static Map<String, Kind> byName(Kind... kinds) {
        Map<String, Kind> byName = new TreeMap<>();
        for (Kind kind : kinds) {
            byName.put(kind.name(), kind);
        }
        return Collections.unmodifiableMap(byName);
    }
}
