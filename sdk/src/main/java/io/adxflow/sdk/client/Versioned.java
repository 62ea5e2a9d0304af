package io.adxflow.sdk.client;

/**
 * What was read, and the tag of the document's version that it was read from: with it a change says over what it is made.
 *
 * @param tag as {@code ETag} and {@code If-Match} have it
 */
public record Versioned<T>(T value, String tag) {}
