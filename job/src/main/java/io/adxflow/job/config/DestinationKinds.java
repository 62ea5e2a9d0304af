package io.adxflow.job.config;

import io.adxflow.sinks.delivery.DestinationFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
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
            return keys;
        }
    }

    private static final Map<String, Kind> KINDS = byName(directory(), kusto());

    private static Kind directory() {
        return new Kind(
                "directory",
                "Compressed CSV files in a folder: <path>/<database>/<table>/<batch>.csv.gz.",
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

    private static final Map<String, DestinationFactory> FACTORIES = factories();

    private DestinationKinds() {}

    /** All kinds by name, ordered by name. */
    public static Map<String, Kind> kinds() {
        return KINDS;
    }

    /** What checks and opens destinations of a kind, or null when there is no such kind. */
    static @Nullable DestinationFactory factory(String kind) {
        return FACTORIES.get(kind);
    }

    /** Names of all kinds that work here, ordered. */
    static Collection<String> names() {
        return FACTORIES.keySet();
    }

    private static Map<String, Kind> byName(Kind... kinds) {
        Map<String, Kind> byName = new TreeMap<>();
        for (Kind kind : kinds) {
            byName.put(kind.name(), kind);
        }
        return Collections.unmodifiableMap(byName);
    }

    private static Map<String, DestinationFactory> factories() {
        Map<String, DestinationFactory> factories = new TreeMap<>();
        ServiceLoader.load(DestinationFactory.class, DestinationKinds.class.getClassLoader())
                .forEach(factory -> factories.put(factory.kind(), factory));
        return Collections.unmodifiableMap(factories);
    }
}
