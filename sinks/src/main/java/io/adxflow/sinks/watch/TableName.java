package io.adxflow.sinks.watch;

/** A table of a database, on its way to a moniker. */
public record TableName(String moniker, String database, String table) {}
