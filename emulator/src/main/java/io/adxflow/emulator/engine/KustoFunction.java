package io.adxflow.emulator.engine;

/**
 * A stored function. Its body is read when a query calls it.
 *
 * @param parameters with their parentheses
 * @param body with its braces
 */
public record KustoFunction(
        String database, String name, String parameters, String body, String folder, String docString) {}
