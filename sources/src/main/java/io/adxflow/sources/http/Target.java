package io.adxflow.sources.http;

/** Where a request's rows belong: the namespace that rules them and the database they go to. */
public record Target(String namespace, String database) {}
