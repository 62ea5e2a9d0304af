package io.adxflow.job.config;

import io.adxflow.job.config.DestinationKinds.Kind;
import io.adxflow.job.config.DestinationKinds.KindOption;
import java.util.ArrayList;
import java.util.List;

/** The kinds that deliver rows as events or items, or tell of batches. */
final class EventKinds {
    private static final List<KindOption> IDENTITY = List.of(
            option("tenant-id", "none", "Tenant of the identity; with client-secret and client-certificate."),
            option(
                    "client-id",
                    "none",
                    "Application or user-assigned identity to be; none is the host's own with managed-identity."),
            option("client-secret-env", "none", "With client-secret: the environment variable that holds the secret."),
            option("client-secret-file", "none", "With client-secret: the file that holds the secret."),
            option("certificate-file", "none", "With client-certificate: a PEM file with certificate and key."),
            option("authority", "the public cloud's", "Login URL of another cloud."));

    private EventKinds() {}

    static Kind eventhubs() {
        List<KindOption> options = new ArrayList<>(List.of(
                option("hub", "none, must be set", "The event hub, or the topic of any Kafka. It must exist."),
                option(
                        "namespace",
                        "none",
                        "The Event Hubs namespace's host, such as name.servicebus.windows.net; Kafka's protocol is at port 9093."),
                option("bootstrap-servers", "none", "host:port of any Kafka's brokers, in place of namespace."),
                option(
                        "connection-string-env",
                        "none",
                        "The environment variable that holds a connection string with the rights Send and Listen; says "
                                + "where the namespace is, too."),
                option("connection-string-file", "none", "The file that holds it; read again when it is refused."),
                option(
                        "auth",
                        "none",
                        "Who to be, by tokens of Microsoft Entra: workload-identity, managed-identity, client-secret, "
                                + "client-certificate, azure-cli. It needs the role Azure Event Hubs Data Owner on the hub, "
                                + "since what was delivered is kept beside offsets of groups.")));
        options.addAll(IDENTITY);
        options.addAll(List.of(
                option(
                        "kafka-properties-file",
                        "none",
                        "Properties of Kafka's client, laid over all that is set here: TLS stores, SCRAM and the like."),
                option(
                        "format",
                        "json",
                        "json: an object per row, typed by the schema. csv: the row's CSV, its columns in a header."),
                option(
                        "key",
                        "series",
                        "What keeps its order: series, by the column SeriesId where there is one; table, by database and table."),
                option(
                        "bundle-max-size",
                        "0 b",
                        "Rows of a series that follow each other share an event up to this size, a line each; 0 is an "
                                + "event per row."),
                option(
                        "max-request-size",
                        "1046528 b",
                        "Bytes of a request, all of it. Event Hubs breaks connections with larger ones. A row that is longer "
                                + "goes in parts."),
                option(
                        "compression",
                        "none",
                        "none, gzip, snappy or zstd. Event Hubs takes gzip, in the tiers Premium and Dedicated."),
                option(
                        "transactions",
                        "false",
                        "Each batch is one transaction, once. Event Hubs has them in the tiers Premium and Dedicated. Without, "
                                + "a crash can double a batch, by which its headers tell."),
                option(
                        "transaction-timeout",
                        "2 min",
                        "After which the broker gives up a transaction whose process died; readers of what is committed wait "
                                + "that long. At most 15 min."),
                option(
                        "name",
                        "adxflow-<moniker>",
                        "What transactional ids and groups begin with. Two jobs that write to one hub need two names."),
                option(
                        "slots",
                        "128",
                        "How many of them there are. Each remembers its newest 360 batches; more than are delivered in the "
                                + "time until a commit may be repeated should fit in."),
                option("request-timeout", "30 s", "For an answer of a broker; 20 s at least."),
                option("delivery-timeout", "2 min", "For all events of a batch to be taken, once they are sent."),
                option("buffer-memory", "16 mb", "Of events on their way, for each batch that is delivered at once."),
                option("max-concurrent-batches", "4", "Batches that are delivered at once.")));
        return new Kind("eventhubs", "Events on an event hub, or any Kafka's topic: an event per row.", options);
    }

    static Kind cosmos() {
        List<KindOption> options = new ArrayList<>(List.of(
                option("endpoint", "none, must be set", "The account's URL, such as https://name.documents.azure.com."),
                option("database", "none, must be set", "The database. It must exist."),
                option("container", "none, must be set", "The container, whose partition key is /pk. It must exist."),
                option("key-env", "none", "The environment variable that holds the account's key."),
                option("key-file", "none", "The file that holds it; read again when it is refused."),
                option(
                        "auth",
                        "none with a key, else must be set",
                        "Who to be: workload-identity, managed-identity, client-secret, client-certificate, azure-cli. It "
                                + "needs the role Cosmos DB Built-in Data Contributor.")));
        options.addAll(IDENTITY);
        options.addAll(List.of(
                option(
                        "partition-key",
                        "series",
                        "What items share a partition: series, by the column SeriesId where there is one, else by table; "
                                + "table; batch; or column:<name>."),
                option(
                        "request-units",
                        "all that the container has",
                        "Request units that may be spent per second, on average. 429 is honoured in any case."),
                option(
                        "max-row-rate",
                        "1000",
                        "Rows that may come per second, on average over a minute; more are refused, with a message."),
                option("max-concurrent-batches", "2", "Batches that are delivered at once.")));
        return new Kind("cosmos", "Items in a container of Azure Cosmos DB for NoSQL: an item per row.", options);
    }

    static Kind pair() {
        return new Kind(
                "pair",
                "Batches in one of some storages, then a notice of each on one of some hubs.",
                List.of(
                        option(
                                "storage",
                                "none, must be set",
                                "Monikers of kind blob or directory. Each batch goes to one of them, by its hash; one that fails "
                                        + "or throttles rests, and its share of new batches goes to the others."),
                        option(
                                "hub",
                                "none, no notices",
                                "Monikers of kind eventhubs, of which one carries a batch's notice; likewise."),
                        option(
                                "notice",
                                "eventgrid",
                                "How a notice is written: eventgrid, as Event Grid writes BlobCreated; cloudevents, the same "
                                        + "as CloudEvents 1.0."),
                        option(
                                "topic",
                                "adxflow/<moniker>",
                                "The storage account's resource id, for readers that look at it: topic, or source, of notices."),
                        option(
                                "request-price",
                                "0.065",
                                "What 10,000 requests to a storage cost, for the line in the log that tells them every hour.")));
    }

    private static KindOption option(String key, String defaultText, String description) {
        return new KindOption(key, defaultText, description);
    }
}
