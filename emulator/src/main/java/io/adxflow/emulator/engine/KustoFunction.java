package io.adxflow.emulator.engine;

/**
 * A stored function: kept and shown, never run.
 *
 * @param parameters with their parentheses
 * @param body with its braces
 */
public record KustoFunction(
        String database, String name, String parameters, String body, String folder, String docString) {}
