package io.adxflow.sources.http;

/**
 * Where a request's rows belong: the namespace that rules them and the database they go to.
 *
 * @param databaseNamed whether the request names the database; else it is what the namespace had as its default when the request
 *     was admitted, and may be another one when it is processed
 */
public record Target(String namespace, String database, boolean databaseNamed) {

    /** With a database that is settled. */
    public Target(String namespace, String database) {
        this(namespace, database, true);
    }
}
