package io.adxflow.emulator.engine;

/** A column of a table or of a result. */
public record Column(String name, KustoType type) {}
