package io.adxflow.sinks.schema;

/** A table of a database, at whatever moniker. */
public record TableId(String database, String table) {}
