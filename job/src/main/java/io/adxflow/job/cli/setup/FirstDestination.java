package io.adxflow.job.cli.setup;

import java.util.List;

/**
 * A kind of destination as {@code init} asks for it.
 *
 * @param name the moniker's
 * @param grant what the identity needs before the first row, as comments; none when nothing
 */
record FirstDestination(String kind, String name, String question, List<Key> keys, List<String> grant) {
    /**
     * A key that is asked for.
     *
     * @param proposal taken when nothing is said; empty when there is none, so that it must be
     */
    record Key(String key, String question, String proposal) {}

    private static final String IDENTITIES =
            "workload-identity, managed-identity, client-secret, client-certificate, azure-cli";

    /** All that are asked for; {@code pair} is made of others and belongs to who has these. */
    static final List<FirstDestination> ALL = List.of(
            new FirstDestination(
                    "directory",
                    "files",
                    "gzipped CSV in a folder",
                    List.of(new Key("path", "Folder of the tables", "./adxflow-data/tables")),
                    List.of()),
            new FirstDestination(
                    "kusto",
                    "adx",
                    "tables of an Azure Data Explorer cluster",
                    List.of(
                            new Key("endpoint", "URL of the cluster, as https://NAME.REGION.kusto.windows.net", ""),
                            new Key("auth", "Who to be: " + IDENTITIES, "workload-identity")),
                    List.of(
                            "Grant once, as an admin of the database (APP-ID;TENANT-ID of the identity):",
                            "  .add database ['DATABASE'] ingestors ('aadapp=APP-ID;TENANT-ID')",
                            "  .add database ['DATABASE'] admins ('aadapp=APP-ID;TENANT-ID')      // to make tables and policies")),
            new FirstDestination(
                    "blob",
                    "lake",
                    "files in a container of Azure Blob Storage or Data Lake Storage",
                    List.of(
                            new Key(
                                    "container",
                                    "URL of the container, as https://ACCOUNT.blob.core.windows.net/CONTAINER",
                                    ""),
                            new Key("format", "csv or parquet", "csv"),
                            new Key("auth", "Who to be: " + IDENTITIES, "workload-identity")),
                    List.of("Grant the identity Storage Blob Data Owner on the container.")),
            new FirstDestination(
                    "eventhubs",
                    "events",
                    "events on an event hub",
                    List.of(
                            new Key("namespace", "Host of the namespace, as NAME.servicebus.windows.net", ""),
                            new Key("hub", "The event hub", ""),
                            new Key("auth", "Who to be: " + IDENTITIES, "workload-identity")),
                    List.of("Grant the identity Azure Event Hubs Data Owner on the hub.")),
            new FirstDestination(
                    "cosmos",
                    "items",
                    "items in a container of Azure Cosmos DB",
                    List.of(
                            new Key("endpoint", "URL of the account, as https://NAME.documents.azure.com", ""),
                            new Key("database", "The database", ""),
                            new Key("container", "The container, whose partition key is /pk", ""),
                            new Key("auth", "Who to be: " + IDENTITIES, "workload-identity")),
                    List.of("Grant the identity Cosmos DB Built-in Data Contributor on the account.")));
}
