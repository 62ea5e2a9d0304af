package io.adxflow.kql.types;

/** A column of a table or of a result. Names are case-sensitive. */
public record Column(String name, KqlType type) {}
